import { describe, expect, it } from "vitest";
import type { SendOutcome } from "#collector/notify/port.ts";
import { backOffSeconds, type Deliverer } from "./deliverer.ts";
import {
  delivererOf,
  fakeNotifier,
  later,
  never,
  notices,
  officeWithCases,
  taken,
  waiting,
} from "./deliverer-testing.ts";
import { createTestOffice, stick, tester, usbEventOf, usbSnapshot } from "../pipeline/testing.ts";

describe("the deliverer", () => {
  it("sends the alert to the person once and writes it on the case", async () => {
    const made = await officeWithCases();
    const carrier = fakeNotifier(() => taken);
    const deliverer = delivererOf(made, [carrier.notifier]);
    await deliverer.drain();
    await deliverer.drain();
    expect(carrier.sent).toHaveLength(1);
    expect(carrier.sent[0]).toMatchObject({
      subject: "【火の見】【警告・要受領】未登録のUSBメモリの接続 事務局 PC-03（R8-0001）",
      to: { name: tester.name, address: tester.email },
      followsUp: false,
    });
    expect(carrier.sent[0]?.text).toContain("https://hinomi.example.jp/incidents/inc-");
    expect(await notices(made)).toEqual(["sent: <id@example.jp>"]);
    expect(await waiting(made)).toEqual([]);
    expect(await made.store.notifications.lastOutcome()).toBe("working");
  });

  it("tries again under the same id after a pause, over a restart too", async () => {
    const made = await officeWithCases();
    const refusing = fakeNotifier(() => later);
    await delivererOf(made, [refusing.notifier]).drain();
    const [still] = await waiting(made);
    expect(still).toMatchObject({ attempts: 1, state: "waiting", lastError: "451 greylisted" });
    const carrier = fakeNotifier(() => taken);
    const restarted = delivererOf(made, [carrier.notifier]);
    await restarted.drain();
    expect(carrier.sent).toEqual([]);
    made.setTime("2026-11-24T07:05:30Z");
    await restarted.drain();
    expect(carrier.sent.map((message) => message.id)).toEqual(refusing.sent.map((message) => message.id));
    expect(await notices(made)).toEqual(["failed: 451 greylisted", "sent: <id@example.jp>"]);
  });

  it("does not bury the record under equal failures, and gives up after three days, in so many words", async () => {
    const made = await officeWithCases();
    const carrier = fakeNotifier(() => later);
    const deliverer = delivererOf(made, [carrier.notifier]);
    for (let hour = 0; hour < 80; hour += 1) {
      made.setTime(Temporal.Instant.from("2026-11-24T07:05:00Z").add({ hours: hour }).toString());
      await deliverer.drain();
    }
    expect(carrier.sent.length).toBeGreaterThan(60);
    expect(carrier.sent.length).toBeLessThan(75);
    expect(await notices(made)).toEqual(["failed: 451 greylisted", "failed: 451 greylisted"]);
    expect(await waiting(made)).toEqual([]);
    expect(await made.store.notifications.lastOutcome()).toBe("failing");
  });

  it("does not repeat what the carrier refused for good", async () => {
    const made = await officeWithCases();
    const carrier = fakeNotifier(() => never);
    const deliverer = delivererOf(made, [carrier.notifier]);
    await deliverer.drain();
    made.setTime("2026-11-25T07:05:00Z");
    await deliverer.drain();
    expect(carrier.sent).toHaveLength(1);
    expect(await notices(made)).toEqual(["failed: 550 no such user"]);
  });

  it("sends one at a time on a channel, and one notice's failure holds up no other", async () => {
    const made = await officeWithCases(5);
    let first = true;
    const carrier = fakeNotifier(() => {
      const answer = first ? never : taken;
      first = false;
      return answer;
    });
    const deliverer = delivererOf(made, [carrier.notifier]);
    await Promise.all([deliverer.drain(), deliverer.drain()]);
    expect(carrier.sent).toHaveLength(5);
    expect(new Set(carrier.sent.map((message) => message.id)).size).toBe(5);
    expect(carrier.most()).toBe(1);
    expect(await waiting(made)).toEqual([]);
  });

  it("keeps a notice whose channel is not set up", async () => {
    const made = await officeWithCases();
    await delivererOf(made, []).drain();
    expect(await waiting(made)).toMatchObject([
      { state: "waiting", lastError: expect.stringContaining("email") },
    ]);
  });

  it("sends nothing to a person who was made 無効", async () => {
    const made = await officeWithCases();
    await made.store.people.put({ ...tester, disabled: true });
    const carrier = fakeNotifier(() => taken);
    await delivererOf(made, [carrier.notifier]).drain();
    expect(carrier.sent).toEqual([]);
    expect(await notices(made)).toEqual([expect.stringContaining("not-sent")]);
  });

  it("does not hold a stop against the carrier: the notice in flight is due after the next start", async () => {
    const made = await officeWithCases();
    const hanging = Promise.withResolvers<SendOutcome>();
    const carrier = fakeNotifier(() => hanging.promise);
    const deliverer = delivererOf(made, [carrier.notifier]);
    deliverer.start();
    while (carrier.sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const stopped = deliverer.stop();
    hanging.resolve({ ok: false, retry: true, reason: "aborted" });
    await stopped;
    expect(await waiting(made)).toMatchObject([{ attempts: 0, state: "waiting" }]);
  });

  it("is woken by the pipeline", async () => {
    const carrier = fakeNotifier(() => taken);
    let deliverer: Deliverer | null = null;
    const made = await createTestOffice({ deliveriesDue: () => deliverer?.wake() });
    deliverer = delivererOf(made, [carrier.notifier]);
    deliverer.start();
    await made.enrol("pc-03");
    await made.pipeline.start();
    await made.report("pc-03", usbSnapshot([]), usbEventOf("inserted", stick()));
    const started = performance.now();
    while (carrier.sent.length === 0 && performance.now() - started < 2000)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(carrier.sent).toHaveLength(1);
    await deliverer.stop();
  });
});

describe("backOffSeconds", () => {
  it("doubles from half a minute to an hour, never shorter than half a minute, never longer than an hour", () => {
    expect([1, 2, 3, 4, 8, 30].map((attempts) => backOffSeconds(attempts, 0.999_999))).toEqual([
      30, 60, 120, 240, 3600, 3600,
    ]);
    expect([1, 2, 8].map((attempts) => backOffSeconds(attempts, 0))).toEqual([30, 30, 1800]);
  });
});
