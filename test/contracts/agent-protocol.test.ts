import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkObservation } from "#collector/ingest/check.ts";
import { createAgentListener } from "#collector/ingest/agent-socket.ts";
import { openAuthority } from "#collector/ingest/authority.ts";
import { createEnrolment } from "#collector/ingest/enrolment.ts";
import { readFrame } from "#collector/ingest/frames.ts";
import type { AgentListener, Authority } from "#collector/ingest/port.ts";
import { connectAgent, makeRequest, quiet, scratch } from "#collector/ingest/testing.ts";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import type { Store } from "#collector/storage/port.ts";
import { randomBytes } from "node:crypto";
import { factNames } from "#shared/facts/index.ts";
import { parseEnrolmentCode } from "#shared/protocol/enrolment.ts";
import { agentMessage, collectorMessage } from "#shared/protocol/messages.ts";

/**
 * The promise to agents already in the field: what they were built to send is taken, and what they were built to
 * understand is what the collector sends. A recording is never changed; a new version gets a folder of its own.
 */
const root = join(import.meta.dirname, "protocol-v1");
const recordings = (side: "agent" | "collector"): readonly (readonly [string, string])[] =>
  readdirSync(join(root, side))
    .toSorted()
    .map((name) => [name, readFileSync(join(root, side, name), "utf8")] as const);
const agentFrames = recordings("agent");
const now = (): Temporal.Instant => Temporal.Now.instant();

describe("frames of protocol 1", () => {
  it("cover every type of frame and every fact", () => {
    const frames = agentFrames.map(([, text]) => agentMessage.parse(JSON.parse(text)));
    expect(new Set(frames.map((frame) => frame.type))).toEqual(
      new Set(["hello", "batch", "heartbeat", "renew"]),
    );
    const facts = frames.flatMap((frame) =>
      frame.type === "batch" ? frame.observations.map((one) => one.fact) : [],
    );
    expect([...new Set(facts)].toSorted()).toEqual([...factNames].toSorted());
  });

  it.each(agentFrames)("%s is read and every observation in it is judged, not kept unread", (_name, text) => {
    const read = readFrame(text);
    expect(read).toMatchObject({ ok: true });
    const observations = read.ok && read.frame.type === "batch" ? read.frame.observations : [];
    for (const one of observations) {
      expect(checkObservation(one, now())).toMatchObject({ ok: true, observation: { unread: false } });
    }
  });

  it.each(recordings("collector"))("%s is still what the collector says", (_name, text) => {
    const recorded: unknown = JSON.parse(text);
    expect(collectorMessage.parse(recorded)).toEqual(recorded);
  });
});

describe("an agent of protocol 1 and this collector", () => {
  let store: Store;
  let authority: Authority;
  let listener: AgentListener;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const directory = await scratch();
    remove = directory.remove;
    store = await openMemoryStore({ chain: "c1" });
    await store.registers.putSite({
      id: "office",
      name: "事務局",
      kind: "office",
      coverage: "watched",
      note: null,
    });
    authority = await openAuthority({ directory: directory.path, organisation: "試験", now });
    listener = createAgentListener({
      store,
      authority,
      settingsFor: () => ({ version: 1, networks: [], proposeNetworks: false, addresses: [] }),
      onStored: () => undefined,
      onPresence: () => undefined,
      refusals: store.refusals,
      log: quiet,
      now,
    });
    await listener.listen({ host: "127.0.0.1", port: 0 });
  });
  afterAll(async () => {
    await listener.stop();
    await store.close();
    await remove();
  });

  it("enrol, talk, part, and meet again without loss, repeat or refusal", async () => {
    const port = listener.address()?.port ?? 0;
    const enrolment = createEnrolment({
      store: store.endpoints,
      authority,
      addresses: () => [`127.0.0.1:${String(port)}`],
      now,
      random: (bytes) => randomBytes(bytes),
    });
    const { code } = await enrolment.createCode({ siteId: "office", createdBy: "person_1", local: false });
    const { csrPem, keyPem } = await makeRequest();
    const enrolled = await enrolment.enrol({
      secret: parseEnrolmentCode(code).secret,
      csr: csrPem,
      hostname: "経理-PC03",
      platform: "linux",
      kind: "terminal",
      agentVersion: "0.1.0",
    });
    if (!enrolled.ok) throw new Error(enrolled.why);
    const device = { certificate: enrolled.response.certificate, keyPem };

    const frames = agentFrames.map(([, text]) => text);
    let last = 0;
    for (const visit of [1, 2]) {
      const agent = await connectAgent({ port, authority, device });
      agent.send(frames[0]);
      expect((await agent.next("welcome")).highWater).toBe(last);
      for (const text of frames.slice(1)) {
        const frame = agentMessage.parse(JSON.parse(text));
        if (frame.type === "renew") continue;
        agent.send(text);
        if (frame.type === "batch") last = Math.max(last, frame.observations.at(-1)?.seq ?? 0);
        const answer =
          frame.type === "batch" ? (await agent.next("ack")).seq : (await agent.next("time")).echo;
        const expected = frame.type === "heartbeat" ? frame.sentAt : last;
        expect(answer, `visit ${String(visit)}`).toBe(expected);
      }
      agent.send({ type: "renew", csr: csrPem });
      expect((await agent.next("certificate")).ca).toBe(authority.certificatePem);
      await agent.end();
    }

    const made = frames.flatMap((text) => {
      const frame = agentMessage.parse(JSON.parse(text));
      return frame.type === "batch" ? frame.observations : [];
    });
    const kept = await store.observations.after(0, 1000);
    expect(kept.map((one) => one.seq)).toEqual(made.map((one) => one.seq));
    expect(kept.map((one) => one.body)).toEqual(made.map((one) => one.body));
    const latest = await store.observations.latest(enrolled.response.endpointId);
    expect(Object.keys(latest).toSorted()).toEqual([...factNames].toSorted());
    expect(await store.refusals.list({ limit: 10 })).toEqual({ items: [], next: null });
    const endpoint = await store.endpoints.get(enrolled.response.endpointId);
    expect(endpoint?.agentVersion).toBe("0.1.0");
    expect(endpoint?.lastSeenAt).not.toBeNull();
  });
});
