import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { ProbeError } from "#agent/core/sensor.ts";
import { createNetworkProbe } from "./probe-network.ts";

const probe = createNetworkProbe();

describe("touching addresses", () => {
  it("keeps to its pace", async () => {
    const addresses = Array.from({ length: 30 }, (_none, at) => `127.0.0.${at + 1}`);
    const from = performance.now();
    await probe.touchAddresses(addresses, 50, new AbortController().signal);
    // Thirty addresses at fifty a second: the last ones may not go out before half a second has passed.
    expect(performance.now() - from).toBeGreaterThan(450);
  });

  it("ends with its signal", async () => {
    const ends = new AbortController();
    const addresses = Array.from({ length: 200 }, () => "127.0.0.1");
    const sweep = probe.touchAddresses(addresses, 50, ends.signal);
    setTimeout(() => ends.abort(), 50);
    await expect(sweep).rejects.toBeInstanceOf(ProbeError);
    await expect(probe.touchAddresses(["127.0.0.1"], 50, ends.signal)).rejects.toMatchObject({
      code: "timeout",
    });
  });

  it("takes single failures for absence, but not the failure of all", async () => {
    const { signal } = new AbortController();
    await probe.touchAddresses(["255.255.255.255", "127.0.0.1"], 50, signal);
    await expect(probe.touchAddresses(["255.255.255.255"], 50, signal)).rejects.toBeInstanceOf(ProbeError);
    await probe.touchAddresses([], 50, signal);
  });
});

describe("hearing a port", () => {
  it("hears broadcasts only, so that a server of this computer loses nothing", async () => {
    const server = createSocket({ type: "udp4", reuseAddr: true });
    server.bind({ port: 0, exclusive: true });
    await once(server, "listening");
    const { port } = server.address();
    const served: string[] = [];
    server.on("message", (bytes) => served.push(bytes.toString()));
    const heard: string[] = [];
    const ends = new AbortController();
    const hearing = probe.hear(port, ({ bytes }) => heard.push(new TextDecoder().decode(bytes)), ends.signal);
    const sender = createSocket("udp4");
    sender.send("for the server", port, "127.0.0.1");
    await expect.poll(() => served).toEqual(["for the server"]);
    ends.abort();
    await hearing;
    expect(heard).toEqual([]);
    sender.close();
    server.close();
  });

  it("says that the port is taken", async () => {
    const other = createSocket("udp4");
    other.bind({ port: 0, address: "255.255.255.255", exclusive: true });
    await once(other, "listening");
    const hearing = probe.hear(other.address().port, () => undefined, new AbortController().signal);
    await expect(hearing).rejects.toMatchObject({
      code: "denied",
      message: expect.stringContaining("taken"),
    });
    other.close();
  });

  it("ends at once where its signal has fired", async () => {
    await expect(probe.hear(67, () => undefined, AbortSignal.abort())).resolves.toBeUndefined();
  });
});
