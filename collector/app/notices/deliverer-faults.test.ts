import { describe, expect, it } from "vitest";
import type { DelivererDeps } from "./deliverer.ts";
import { delivererOf, fakeNotifier, notices, officeWithCases, taken, waiting } from "./deliverer-testing.ts";
import type { TestOffice } from "../pipeline/testing.ts";

/** A store that refuses to note the first `times` outcomes, as a full disk does. */
function refusing(made: TestOffice, times: number) {
  const { store } = made;
  let refused = 0;
  const wrapped: DelivererDeps["store"] = {
    incidents: store.incidents,
    endpoints: store.endpoints,
    registers: store.registers,
    people: store.people,
    reports: store.reports,
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
    reports: store.reports,
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

describe("the deliverer over a store that throws", () => {
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
    const events = await made.store.incidents.events(delivery?.about.id ?? "");
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
      if (id !== poison?.about.id) return false;
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
    const made = await officeWithCases();
    const [good] = await waiting(made);
    if (good === undefined) throw new Error("no notice is waiting");
    const poison = Array.from({ length: 120 }, (_, index) => ({
      ...good,
      id: `dl-poison-${String(index)}`,
      about: { kind: "incident" as const, id: "inc-poison" },
    }));
    const store = poisonous(made, (id) => id === "inc-poison");
    const carrier = fakeNotifier(() => taken);
    const notifications: DelivererDeps["store"]["notifications"] = {
      ...made.store.notifications,
      due: async (now, limit) =>
        [...poison, ...(await made.store.notifications.due(now, limit))].slice(0, limit),
    };
    await delivererOf(made, [carrier.notifier], { store: { ...store, notifications } }).drain();
    expect(carrier.sent.map(({ id }) => id)).toEqual([good.id]);
    expect(await waiting(made)).toEqual([]);
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
