import { describe, expect, it } from "vitest";
import { StoreError, type EffectStore, type Store } from "#collector/storage/port.ts";
import {
  createTestOffice,
  stick,
  usbEventOf,
  usbSnapshot,
  type TestOffice,
  testing,
  received,
  closingNoted,
} from "./testing.ts";

const cases = async ({ store }: TestOffice) => (await store.incidents.list({ limit: 100 })).items;
const numbered = (index: number) =>
  stick({ key: `0781:5581:S${String(index)}`, serial: `S${String(index)}`, port: `1-${String(index)}` });

/** The store, but its commits answer as `apply` says. */
const withApply = (store: Store, apply: EffectStore["apply"]): Store => ({
  ...store,
  effects: { cursor: () => store.effects.cursor(), apply },
});

describe("the pipeline", () => {
  it("judges at its start what was stored while it was down, and once only", async () => {
    const made = await createTestOffice();
    await made.enrol("pc-03");
    await made.append("pc-03", usbSnapshot([]), usbEventOf("inserted", stick()));
    await made.pipeline.start();
    expect(await cases(made)).toHaveLength(1);
    await made.pipeline.stop();
    const next = made.restart();
    await next.start();
    expect(await cases(made)).toMatchObject([{ occurrences: 1 }]);
    expect(await made.store.notifications.due(made.now().toString(), 10)).toHaveLength(1);
  });

  it("has no second effect when everything is judged again from the beginning", async () => {
    const made = await createTestOffice();
    await made.enrol("pc-03");
    // A store that commits everything but the cursor, as one without transactions may when it breaks off.
    const forgetful = withApply(made.store, (effects) =>
      made.store.effects.apply({ ...effects, cursor: null }),
    );
    await made.append(
      "pc-03",
      usbSnapshot([]),
      usbEventOf("inserted", stick()),
      usbEventOf("inserted", numbered(2)),
    );
    for (let run = 0; run < 3; run += 1) {
      const pipeline = made.restart({ store: forgetful });
      await pipeline.start();
      await pipeline.stop();
    }
    expect(await cases(made)).toHaveLength(2);
    expect((await cases(made)).map((one) => one.occurrences)).toEqual([1, 1]);
    expect(await made.store.notifications.due(made.now().toString(), 10)).toHaveLength(2);
  });

  it("waits for a store that refuses, and loses nothing", async () => {
    const made = await createTestOffice();
    await made.enrol("pc-03");
    let refusals = 5;
    const store = withApply(made.store, async (effects) => {
      refusals -= 1;
      if (refusals >= 0) throw new StoreError("full", "the disk is full");
      await made.store.effects.apply(effects);
    });
    const pipeline = made.restart({ store });
    await pipeline.start();
    pipeline.observed(await made.append("pc-03", usbSnapshot([]), usbEventOf("inserted", stick())));
    await pipeline.idle();
    expect(await cases(made)).toHaveLength(1);
    expect(made.logged).toContain("The store refused; the observation waits");
  });

  it("passes over an observation that breaks it, counts that, and goes on", async () => {
    const made = await createTestOffice();
    await made.enrol("pc-03");
    let broken = true;
    const store: Store = {
      ...made.store,
      registers: {
        ...made.store.registers,
        presence: (id) => {
          if (!broken) return made.store.registers.presence(id);
          return Promise.reject(new TypeError("a fault of our own"));
        },
      },
    };
    const pipeline = made.restart({ store });
    await pipeline.start();
    pipeline.observed(await made.append("pc-03", usbSnapshot([])));
    await pipeline.idle();
    broken = false;
    pipeline.observed(await made.append("pc-03", usbSnapshot([]), usbEventOf("inserted", stick())));
    await pipeline.idle();
    expect(await cases(made)).toHaveLength(1);
    expect((await made.store.refusals.list({ limit: 10 })).items).toMatchObject([{ code: "not-judged" }]);
  });

  it("keeps the order of storing when announcements come late, twice or not at all", async () => {
    const made = await createTestOffice();
    await made.enrol("pc-03");
    await made.pipeline.start();
    const first = await made.append("pc-03", usbSnapshot([]), usbEventOf("inserted", stick()));
    const second = await made.append("pc-03", usbEventOf("removed", stick(), { bytesWritten: 7 }));
    await made.append("pc-03", usbEventOf("inserted", numbered(2)));
    const last = await made.append("pc-03", usbEventOf("inserted", numbered(3)));
    made.pipeline.observed(last);
    made.pipeline.observed(second);
    made.pipeline.observed(first);
    made.pipeline.observed(last);
    await made.pipeline.idle();
    const all = await cases(made);
    expect(all).toHaveLength(3);
    expect(all).toContainEqual(
      expect.objectContaining({
        ongoing: false,
        occurrences: 1,
        data: expect.objectContaining({ bytesWritten: 7 }),
      }),
    );
  });

  it("dates a case by the device's clock, but never after its arrival", async () => {
    const made = await createTestOffice();
    await made.enrol("pc-03");
    await made.pipeline.start();
    await made.report("pc-03", usbSnapshot([]));
    await made.report("pc-03", { ...usbEventOf("inserted", stick()), at: "2026-11-25T23:00:00Z" });
    const [only] = await cases(made);
    expect(only?.openedAt).toMatch(/^2026-11-24T07:05:00/u);
  });

  it("says on the case that nobody was told where no mail is set up or nobody is entered", async () => {
    for (const changes of [{ receiptChannel: null }, {}]) {
      const made = await createTestOffice(changes);
      if (changes.receiptChannel === undefined)
        await made.store.people.put({ ...made.person, disabled: true });
      await made.enrol("pc-03");
      await made.pipeline.start();
      await made.report("pc-03", usbSnapshot([]), usbEventOf("inserted", stick()));
      const [only] = await cases(made);
      const events = await made.store.incidents.events(only?.id ?? "");
      expect(events.map(({ change }) => change)).toContainEqual(
        expect.objectContaining({ type: "notified", outcome: "not-sent" }),
      );
      expect(await made.store.notifications.nextDue()).toBeNull();
    }
  });

  it("refuses acts that a case's state forbids, with a sentence", async () => {
    const made = await createTestOffice();
    await made.enrol("pc-03");
    await made.pipeline.start();
    await made.report("pc-03", usbSnapshot([]), usbEventOf("inserted", stick()));
    const [only] = await cases(made);
    const id = only?.id ?? "";
    const { pipeline } = made;
    expect(await pipeline.act("none", testing, received)).toMatchObject({
      ok: false,
      why: "not-found",
    });
    expect(
      await pipeline.act(id, testing, { type: "set-state", state: "closed", reason: "済" }),
    ).toMatchObject({
      ok: false,
      why: "not-possible",
    });
    expect(await pipeline.act(id, testing, received)).toEqual({ ok: true });
    expect(await pipeline.act(id, testing, closingNoted)).toEqual({ ok: true });
    expect(await pipeline.act(id, testing, { type: "set-state", state: "closed", reason: "済" })).toEqual({
      ok: true,
    });
    expect(await pipeline.act(id, testing, received)).toMatchObject({
      ok: false,
    });
    expect(await pipeline.act(id, testing, { type: "comment", text: "追記" })).toEqual({ ok: true });
    expect(await cases(made)).toMatchObject([{ state: "closed", receivedBy: "山田 太郎" }]);
  });

  it("names the operating system of a computer once", async () => {
    const made = await createTestOffice();
    await made.enrol("pc-03");
    await made.pipeline.start();
    const system = {
      id: "debian",
      version: "12",
      edition: null,
      build: null,
      name: "Debian GNU/Linux 12 (bookworm)",
    };
    await made.report("pc-03", {
      fact: "patch",
      kind: "reading",
      body: {
        status: "ok",
        value: {
          source: "apt",
          operatingSystem: system,
          listsUpdatedAt: null,
          pending: [],
          rebootRequired: null,
          rebootPackages: [],
        },
      },
    });
    expect((await made.store.endpoints.get("pc-03"))?.operatingSystem).toBe(system.name);
  });

  it("tells an insertion to the pages within milliseconds of its storing", async () => {
    const made = await createTestOffice();
    await made.enrol("pc-03");
    await made.pipeline.start();
    await made.report("pc-03", usbSnapshot([]));
    const stored = await made.append("pc-03", usbEventOf("inserted", stick()));
    const started = performance.now();
    made.pipeline.observed(stored);
    await made.pipeline.idle();
    expect(made.published.some((event) => event.topic === "incidents")).toBe(true);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
