import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * A real network of namespaces, one a computer, on one bridge: real ARP, real DHCP, real broadcast. Every name begins
 * with the lab's prefix, and only names that this lab made are taken down.
 */
export class Lan {
  readonly name: string;
  readonly subnet: string;
  /** The MAC of the bridge, which is the router of this network once it has an address. */
  readonly gatewayMac: string;
  readonly #bridge: string;
  readonly #hosts = new Set<string>();
  readonly #closing: (() => Promise<void>)[] = [];

  /** `prefix` is the first three numbers of the /24, for example 10.77.0. */
  constructor(name: string, prefix: string) {
    this.name = name;
    this.subnet = `${prefix}.0/24`;
    const octets = prefix.split(".").map((number) => Number(number).toString(16).padStart(2, "0"));
    this.gatewayMac = `52:54:00:${octets.join(":")}`;
    this.#bridge = `hn-${name}`;
  }

  /** The namespace of a computer. */
  static namespace(host: string): string {
    return `hn-${host}`;
  }

  /** Words to put before a command so that it runs on that computer. */
  static within(host: string): readonly string[] {
    return ["ip", "netns", "exec", Lan.namespace(host)];
  }

  async up(): Promise<void> {
    await ip("netns", "add", this.#bridge);
    await ip("-n", this.#bridge, "link", "set", "lo", "up");
    // A bridge without an address of its own takes the lowest of its ports', and so changes as computers join.
    await ip("-n", this.#bridge, "link", "add", "br0", "address", this.gatewayMac, "type", "bridge");
    await ip("-n", this.#bridge, "link", "set", "br0", "up");
  }

  /** Gives the bridge an address and serves DHCP there, as the office's router does. */
  async router(address: string, range: readonly [string, string]): Promise<void> {
    await ip("-n", this.#bridge, "addr", "add", `${address}/24`, "dev", "br0");
    const alone = [
      "--port=0",
      "--interface=br0",
      "--bind-interfaces",
      "--user=root",
      "--conf-file=/dev/null",
    ];
    const leases = [
      `--dhcp-range=${range[0]},${range[1]},1h`,
      "--dhcp-leasefile=/dev/null",
      "--leasefile-ro",
    ];
    const quiet = ["--no-daemon", "--pid-file=", "--log-facility=/dev/null"];
    const server = spawn("ip", ["netns", "exec", this.#bridge, "dnsmasq", ...quiet, ...alone, ...leases], {
      stdio: "ignore",
    });
    this.#closing.push(async () => {
      server.kill("SIGTERM");
      if (server.exitCode === null && server.signalCode === null) await once(server, "exit");
    });
  }

  /** Plugs a computer in; without an address it has a link and nothing else. */
  async join(
    host: string,
    options: { readonly address?: string; readonly mac?: string; readonly gateway?: string } = {},
  ) {
    const space = Lan.namespace(host);
    const existing = await namespaces();
    if (!existing.includes(space)) {
      await ip("netns", "add", space);
      await ip("-n", space, "link", "set", "lo", "up");
    }
    this.#hosts.add(host);
    const port = `p-${host}`.slice(0, 15);
    await ip("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", space);
    await ip("link", "set", port, "netns", this.#bridge);
    await ip("-n", this.#bridge, "link", "set", port, "master", "br0", "up");
    if (options.mac !== undefined) await ip("-n", space, "link", "set", "eth0", "address", options.mac);
    await ip("-n", space, "link", "set", "eth0", "up");
    if (options.address !== undefined)
      await ip("-n", space, "addr", "add", `${options.address}/24`, "dev", "eth0");
    if (options.gateway !== undefined)
      await ip("-n", space, "route", "add", "default", "via", options.gateway);
  }

  /** Puts another router in the old one's place: the same address, another card. */
  async replaceRouter(mac: string): Promise<void> {
    await ip("-n", this.#bridge, "link", "set", "br0", "address", mac);
    for (const host of this.#hosts) await ip("-n", Lan.namespace(host), "neigh", "flush", "all");
  }

  /** Gives a computer's card another MAC and address, as a phone does that changes them by itself. */
  async become(host: string, mac: string, address: string): Promise<void> {
    const space = Lan.namespace(host);
    await ip("-n", space, "link", "set", "eth0", "down");
    await ip("-n", space, "addr", "flush", "dev", "eth0");
    await ip("-n", space, "link", "set", "eth0", "address", mac);
    await ip("-n", space, "link", "set", "eth0", "up");
    await ip("-n", space, "addr", "add", `${address}/24`, "dev", "eth0");
  }

  /** Lets a computer send a datagram to another, whose neighbour it so becomes, and waits until it was on the wire. */
  async speak(host: string, address: string): Promise<void> {
    for (let tries = 0; tries < 20; tries += 1) {
      await on(host, "bash", "-c", `echo here > /dev/udp/${address}/9`).catch(() => "");
      const neighbours = await on(host, "ip", "neigh", "show", address);
      if (/lladdr/u.test(neighbours)) return;
      await pause(100);
    }
    throw new Error(`${host} does not reach ${address}`);
  }

  /** Pulls a computer's cable; the computer itself stays. */
  async unplug(host: string): Promise<void> {
    await ip("-n", Lan.namespace(host), "link", "del", "eth0");
  }

  /** Lets a computer ask for an address, with the name it gives itself. */
  async askForAddress(host: string, name: string): Promise<void> {
    const lease = `/tmp/hn-${host}-${process.pid}.lease`;
    await writeFile(`${lease}.conf`, `send host-name "${name}";\n`);
    const files = ["-cf", `${lease}.conf`, "-lf", lease, "-pf", `${lease}.pid`];
    const request = ["dhclient", "-1", "-sf", "/bin/true", ...files, "eth0"];
    await run("ip", [...Lan.within(host).slice(1), ...request]);
    // dhclient stays to renew; it would keep the namespace busy.
    await run("dhclient", ["-x", "-pf", `${lease}.pid`, "-sf", "/bin/true", "-lf", lease]).catch(() => {});
  }

  async down(): Promise<void> {
    for (const close of this.#closing.splice(0)) await close();
    const existing = await namespaces();
    for (const space of [...[...this.#hosts].map((host) => Lan.namespace(host)), this.#bridge]) {
      if (existing.includes(space)) await ip("netns", "del", space);
    }
  }
}

const ip = async (...args: string[]): Promise<string> => (await run("ip", args)).stdout;

async function namespaces(): Promise<readonly string[]> {
  return (await ip("netns", "list")).split("\n").map((line) => line.split(" ")[0] ?? "");
}

/** Runs a program on a computer of the lab and answers what it printed. */
export async function on(host: string, ...command: readonly string[]): Promise<string> {
  return (await run("ip", ["netns", "exec", Lan.namespace(host), ...command], { maxBuffer: 16_777_216 }))
    .stdout;
}

/** The MAC of a computer's card. */
export const macOf = async (host: string): Promise<string> =>
  (await on(host, "cat", "/sys/class/net/eth0/address")).trim();
