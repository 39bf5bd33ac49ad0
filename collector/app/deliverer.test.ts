import { describe, expect, it } from "vitest";
import type { Message, Notifier, SendOutcome } from "#collector/notify/port.ts";
import type { Delivery } from "#collector/storage/port.ts";
import { backOffSeconds, createDeliverer, type Deliverer, type DelivererDeps } from "./deliverer.ts";
import {
  createTestOffice,
  stick,
  tester,
  usbEventOf,
  usbSnapshot,
  type TestOffice,
} from "./pipeline-testing.ts";

/** A carrier that answers what the test says and remembers what it was given. */
function fakeNotifier(answer: (message: Message) => SendOutcome | Promise<SendOutcome>) {
  const sent: Message[] = [];
  let underWay = 0;
  let most = 0;
  const notifier: Notifier = {
    channel: "email",
    async send(message) {
      underWay += 1;
      most = Math.max(most, underWay);
      sent.push(message);
      await Promise.resolve();
      const outcome = await answer(message);
      underWay -= 1;
      return outcome;
    },
    check: () => Promise.resolve({ ok: true, reference: "" }),
    close: () => undefined,
  };
  return { notifier, sent, most: () => most };
}
const taken: SendOutcome = { ok: true, reference: "<id@example.jp>" };
const later: SendOutcome = { ok: false, retry: true, reason: "451 greylisted" };
const never: SendOutcome = { ok: false, retry: false, reason: "550 no such user" };

const delivererOf = (
  made: TestOffice,
  notifiers: readonly Notifier[],
  replaced: Partial<DelivererDeps> = {},
): Deliverer =>
  createDeliverer({
    store: made.store,
    notifiers,
    publicUrl: "https://hinomi.example.jp/",
    now: () => made.now(),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    publish: (event) => made.published.push(event),
    random: () => 0.5,
    ...replaced,
  });

async function officeWithCases(count = 1): Promise<TestOffice> {
  const made = await createTestOffice();
  await made.enrol("pc-03", { hostname: "PC-03" });
  await made.pipeline.start();
  await made.report("pc-03", usbSnapshot([]));
  for (let index = 0; index < count; index += 1)
    await made.report(
      "pc-03",
      usbEventOf("inserted", stick({ key: `0781:5581:S${String(index)}`, port: `1-${String(index)}` })),
    );
  return made;
}
const waiting = async (made: TestOffice): Promise<readonly Delivery[]> =>
  made.store.notifications.due("2099-01-01T00:00:00Z", 100);
const notices = async (made: TestOffice) => {
  const { items } = await made.store.incidents.list({ limit: 10 });
  const events = await made.store.incidents.events(items[0]?.id ?? "");
  return events.flatMap(({ change }) =>
    change.type === "notified" ? [`${change.outcome}: ${change.reason}`] : [],
  );
};

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

describe("the deliverer over a store that throws", () => {
  /** A store that refuses to note the first `times` outcomes, as a full disk does. */
  function refusing(made: TestOffice, times: number) {
    const { store } = made;
    let refused = 0;
    const wrapped: DelivererDeps["store"] = {
      incidents: store.incidents,
      endpoints: store.endpoints,
      registers: store.registers,
      people: store.people,
      notifications: {
        due: (now, limit) => store.notifications.due(now, limit),
        nextDue: () => store.notifications.nextDue(),
        lastOutcome: () => store.notifications.lastOutcome(),
        attempted: async (id, outcome, event) => {
          refused += 1;
          if (refused <= times) throw new Error("database or disk is full");
          await store.notifications.attempted(id, outcome, event);
        },
      },
    };
    return wrapped;
  }

  /** A store that cannot read the cases of the deliveries that `poisoned` picks. */
  function poisonous(made: TestOffice, poisoned: (incidentId: string) => boolean) {
    const { store } = made;
    const wrapped: DelivererDeps["store"] = {
      incidents: {
        ...store.incidents,
        get: async (id) => {
          if (poisoned(id)) throw new Error("malformed row");
          return store.incidents.get(id);
        },
      },
      endpoints: store.endpoints,
      registers: store.registers,
      people: store.people,
      notifications: store.notifications,
    };
    return wrapped;
  }

  function logged() {
    const errors: unknown[] = [];
    const log: DelivererDeps["log"] = {
      info: () => undefined,
      warn: () => undefined,
      error: (details) => errors.push(details),
    };
    return { errors, log };
  }

  it("sends once what it cannot record, and records it with the time of sending when the store heals", async () => {
    const made = await officeWithCases();
    const carrier = fakeNotifier(() => taken);
    const { errors, log } = logged();
    const deliverer = delivererOf(made, [carrier.notifier], { store: refusing(made, 3), log });
    const [delivery] = await waiting(made);
    const sentAt = made.now().toString();
    for (let minute = 0; minute < 3; minute += 1) {
      await deliverer.drain();
      expect(await waiting(made)).toHaveLength(1);
      made.setTime(made.now().add({ minutes: 1 }).toString());
    }
    expect(errors[0]).toMatchObject({ delivery: delivery?.id });
    const recordedAt = made.now().toString();
    await deliverer.drain();
    await deliverer.drain();
    expect(carrier.sent).toHaveLength(1);
    expect(await waiting(made)).toEqual([]);
    const events = await made.store.incidents.events(delivery?.incidentId ?? "");
    expect(events.filter(({ change }) => change.type === "notified")).toMatchObject([
      { at: sentAt, recordedAt, change: { outcome: "sent", reason: "<id@example.jp>" } },
    ]);
  });

  it("sends the others while the store refuses, each once", async () => {
    const made = await officeWithCases(4);
    const carrier = fakeNotifier(() => taken);
    const deliverer = delivererOf(made, [carrier.notifier], { store: refusing(made, 10) });
    for (let pass = 0; pass < 4; pass += 1) await deliverer.drain();
    expect(carrier.sent).toHaveLength(4);
    expect(new Set(carrier.sent.map((message) => message.id)).size).toBe(4);
    expect(await waiting(made)).toEqual([]);
  });

  it("records at the stop what it could not before", async () => {
    const made = await officeWithCases();
    const carrier = fakeNotifier(() => taken);
    const deliverer = delivererOf(made, [carrier.notifier], { store: refusing(made, 1) });
    await deliverer.drain();
    await deliverer.stop();
    expect(await waiting(made)).toEqual([]);
    expect(await notices(made)).toEqual(["sent: <id@example.jp>"]);
  });

  it("goes on behind a delivery that throws, names it in the log, and tries it again after a pause", async () => {
    const made = await officeWithCases(3);
    const [poison] = await waiting(made);
    let broken = true;
    let reads = 0;
    const store = poisonous(made, (id) => {
      if (id !== poison?.incidentId) return false;
      reads += 1;
      return broken;
    });
    const carrier = fakeNotifier(() => taken);
    const { errors, log } = logged();
    const deliverer = delivererOf(made, [carrier.notifier], { store, log });
    await deliverer.drain();
    await deliverer.drain();
    expect(carrier.sent).toHaveLength(2);
    expect((await waiting(made)).map(({ id }) => id)).toEqual([poison?.id]);
    expect(errors).toMatchObject([{ delivery: poison?.id, channel: "email" }]);
    expect(reads).toBe(1);
    made.setTime(made.now().add({ seconds: 31 }).toString());
    await deliverer.drain();
    expect(reads).toBe(2);
    broken = false;
    made.setTime(made.now().add({ hours: 1 }).toString());
    await deliverer.drain();
    expect(carrier.sent.map(({ id }) => id)).toContain(poison?.id);
    expect(await waiting(made)).toEqual([]);
  });

  it("reaches what stands behind more throwing deliveries than fit on a page", async () => {
    const made = await officeWithCases(56);
    const all = await waiting(made);
    expect(all).toHaveLength(56);
    const good = new Set(all.slice(-2).map(({ incidentId }) => incidentId));
    const carrier = fakeNotifier(() => taken);
    const store = poisonous(made, (id) => !good.has(id));
    await delivererOf(made, [carrier.notifier], { store }).drain();
    expect(carrier.sent).toHaveLength(2);
  });

  it("does not circle around a delivery that is left alone", async () => {
    const made = await officeWithCases();
    const slept: number[] = [];
    const enough = Promise.withResolvers<null>();
    const deliverer = delivererOf(made, [], {
      store: poisonous(made, () => true),
      wait: async (milliseconds, signal) => {
        slept.push(milliseconds);
        enough.resolve(null);
        if (!signal.aborted)
          await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      },
    });
    deliverer.start();
    await enough.promise;
    await deliverer.stop();
    expect(slept).toEqual([30_000]);
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
