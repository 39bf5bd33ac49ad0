import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import http from "node:http";
import net from "node:net";
import { createHarness, type Harness } from "./harness.ts";
import { createStreamHub } from "./stream-hub.ts";

interface Frame {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}
interface Listener {
  readonly frames: Frame[];
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  ended: boolean;
  leave(): void;
}

let harness: Harness;
let port = 0;
beforeEach(async () => {
  harness = await createHarness(await openMemoryStore({ chain: "test" }), {}, { beatEveryMilliseconds: 50 });
  port = await harness.server.listenHttp({ port: 0 });
});
afterEach(async () => harness.stop());

const frameOf = (text: string): Frame => {
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, "mu").exec(text)?.[1] ?? "";
  return { id: field("id"), event: field("event"), data: JSON.parse(field("data") || "{}") };
};

async function listen(headers: Record<string, string>): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, host: "127.0.0.1", path: "/api/v1/stream", headers }, (response) => {
      const listener: Listener = {
        frames: [],
        status: response.statusCode ?? 0,
        headers: response.headers,
        ended: false,
        leave: () => request.destroy(),
      };
      let rest = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        const parts = `${rest}${text}`.split("\n\n");
        rest = parts.pop() ?? "";
        listener.frames.push(...parts.filter((part) => part.includes("event:")).map(frameOf));
      });
      response.on("close", () => {
        listener.ended = true;
      });
      response.on("error", () => {});
      resolve(listener);
    });
    request.on("error", reject);
  });
}

async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (what()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("it did not come about within four seconds");
}

const changes = (listener: Listener): unknown[] =>
  listener.frames.filter(({ event }) => event === "change").map(({ data }) => data["id"]);
const publish = (id: string): void => harness.hub.publish({ topic: "endpoints", id, arrivedAt: null });

describe("the live stream", () => {
  it("tells what changes, beats while nothing does, and sends the headers of every answer", async () => {
    const listener = await listen({ cookie: (await harness.signedIn("manager")).cookie });
    expect(listener.status).toBe(200);
    expect(listener.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    publish("e1");
    await until(() => listener.frames.filter(({ event }) => event === "beat").length > 3);
    expect(changes(listener)).toEqual(["e1"]);
    expect(listener.frames[0]).toMatchObject({ event: "beat", data: { at: "2026-11-24T07:00:00.000Z" } });
    listener.leave();
    await until(() => harness.server.streamCount() === 0);
  });

  it("goes on where a page left, and nothing is missed or told twice", async () => {
    const { cookie } = await harness.signedIn("manager");
    const first = await listen({ cookie });
    publish("e1");
    await until(() => changes(first).length === 1);
    first.leave();
    publish("e2");
    publish("e3");
    const again = await listen({ cookie, "last-event-id": first.frames.at(-1)?.id ?? "" });
    publish("e4");
    await until(() => changes(again).length === 3);
    expect(changes(again)).toEqual(["e2", "e3", "e4"]);
    again.leave();
  });

  it("asks for a fresh start where the past is gone: too old, another run, or nonsense", async () => {
    const { cookie } = await harness.signedIn("manager");
    const [run] = harness.hub.position().split("-");
    for (let count = 0; count < 1001; count += 1) publish(`e${count}`);
    for (const id of [`${run}-0`, `${run}-5000`, "0123456789ab-3", "nonsense", `${run}--1`]) {
      const listener = await listen({ cookie, "last-event-id": id });
      await until(() => listener.frames.length > 0);
      expect(listener.frames[0]).toMatchObject({ event: "reset", id: `${run}-1001` });
      expect(changes(listener)).toEqual([]);
      listener.leave();
    }
    const edge = await listen({ cookie, "last-event-id": `${run}-1` });
    await until(() => changes(edge).length === 1000);
    edge.leave();
  });

  it("ends when its session ends, its person is disabled, its token is taken back, or the store fails", async () => {
    const signedOut = await harness.signedIn("manager");
    const disabled = await harness.signedIn("manager");
    const authorization = await harness.token("read");
    const listeners = await Promise.all([
      listen({ cookie: signedOut.cookie }),
      listen({ cookie: disabled.cookie }),
      listen({ authorization }),
    ]);
    await harness.store.people.endSession(signedOut.sessionHash);
    await harness.store.people.put({ ...disabled.person, disabled: true });
    for (const { id } of await harness.store.people.tokens()) await harness.store.people.deleteToken(id);
    await until(() => listeners.every(({ ended }) => ended));
    const last = await listen({ cookie: (await harness.signedIn("manager")).cookie });
    vi.spyOn(harness.store.people, "session").mockRejectedValue(new Error("gone"));
    await until(() => last.ended);
    expect(harness.server.streamCount()).toBe(0);
  });

  it("refuses strangers and more than twenty pages of one session", async () => {
    expect((await listen({})).status).toBe(401);
    const { cookie } = await harness.signedIn("manager");
    const open = await Promise.all(Array.from({ length: 20 }, async () => listen({ cookie })));
    const oneMore = await listen({ cookie });
    expect(oneMore.status).toBe(429);
    for (const listener of open) listener.leave();
  });

  it("cuts off a page that does not read, and the others go on", async () => {
    const { cookie } = await harness.signedIn("manager");
    const quick = await listen({ cookie });
    const slow = net.connect({ port, host: "127.0.0.1" });
    slow.on("error", () => {});
    slow.pause();
    slow.write(`GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n\r\n`);
    await until(() => harness.server.streamCount() === 2);
    for (let burst = 0; burst < 2000 && harness.server.streamCount() === 2; burst += 1) {
      for (let count = 0; count < 50; count += 1) publish(`e-${"x".repeat(100)}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(harness.server.streamCount()).toBe(1);
    expect(quick.ended).toBe(false);
    slow.destroy();
    quick.leave();
  });

  it("ends when the collector stops", async () => {
    const listener = await listen({ cookie: (await harness.signedIn("manager")).cookie });
    await harness.stop();
    await until(() => listener.ended);
    expect(listener.ended).toBe(true);
  });
});

describe("the hub", () => {
  it("tells each listener in order until it leaves", () => {
    const hub = createStreamHub({ now: () => Temporal.Instant.from("2026-11-24T07:00:00Z"), capacity: 2 });
    const heard: (string | null)[] = [];
    const subscription = hub.subscribe(null, ({ event }) => heard.push(event.id));
    for (const id of ["a", "b", "c"]) hub.publish({ topic: "incidents", id, arrivedAt: null });
    subscription.unsubscribe();
    hub.publish({ topic: "incidents", id: "d", arrivedAt: null });
    expect(heard).toEqual(["a", "b", "c"]);
    const [run] = hub.position().split("-");
    expect(hub.subscribe(`${run}-2`, () => {}).missed?.map(({ event }) => event.id)).toEqual(["c", "d"]);
    expect(hub.subscribe(`${run}-1`, () => {}).missed).toBeNull();
    expect(hub.subscribe(`${run}-4`, () => {}).missed).toEqual([]);
  });
});
