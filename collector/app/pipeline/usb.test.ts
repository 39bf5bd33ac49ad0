import { describe, expect, it } from "vitest";
import type { Actor } from "#shared/model/incident.ts";
import type { MediumRight } from "#shared/model/register.ts";
import {
  createTestOffice,
  keyboard,
  stick,
  usbEventOf,
  usbSnapshot,
  type TestOffice,
  testing,
  received,
  closingNoted,
} from "./testing.ts";

const yamada: Actor = { kind: "person", id: "person-1", name: "山田 太郎" };

async function office(): Promise<TestOffice> {
  const made = await createTestOffice();
  await made.enrol("pc-03");
  await made.pipeline.start();
  await made.report("pc-03", usbSnapshot([keyboard]));
  return made;
}
const cases = async ({ store }: TestOffice) => (await store.incidents.list({ limit: 100 })).items;
const due = async (made: TestOffice) => made.store.notifications.due(made.now().toString(), 100);

async function decide(
  made: TestOffice,
  right: MediumRight,
  endpointIds: readonly string[] = ["pc-03"],
): Promise<void> {
  const { store } = made;
  const seen = await store.registers.mediumByKey(stick().key);
  const medium = await store.registers.decideMedium(seen?.id ?? "", {
    right,
    endpointIds: [...endpointIds],
    managementNumber: null,
    user: null,
    note: null,
    expiresAt: null,
    decidedBy: yamada.name,
    decidedAt: made.now().toString(),
  });
  if (medium) await made.pipeline.mediumDecided(medium, yamada);
}

describe("a medium that nobody registered", () => {
  it("is one case with one notice, told to the pages with the time of arrival", async () => {
    const made = await office();
    made.published.length = 0;
    await made.report("pc-03", usbEventOf("inserted", stick()));
    await made.report("pc-03", usbSnapshot([keyboard, stick()]));
    expect(await cases(made)).toMatchObject([
      {
        number: "R8-0001",
        rule: "usb-unregistered",
        severity: "warning",
        state: "detected",
        occurrences: 1,
        ongoing: true,
        endpointId: "pc-03",
        data: { serial: "4C530001A41F", kind: "usb-memory", bytesWritten: null },
      },
    ]);
    expect(await due(made)).toHaveLength(1);
    expect(made.published).toContainEqual(
      expect.objectContaining({
        topic: "incidents",
        arrivedAt: expect.stringMatching(/^2026-11-24T07:05:00/u),
      }),
    );
  });

  it("ends with the amount written, and coming again is the same case", async () => {
    const made = await office();
    await made.report("pc-03", usbEventOf("inserted", stick()));
    await made.report("pc-03", usbEventOf("removed", stick(), { bytesWritten: 4096 }));
    expect(await cases(made)).toMatchObject([{ ongoing: false, data: { bytesWritten: 4096 } }]);
    await made.report("pc-03", usbEventOf("inserted", stick()));
    expect(await cases(made)).toMatchObject([{ ongoing: true, occurrences: 2 }]);
    expect(await due(made)).toHaveLength(1);
  });

  it("is found by the snapshot when it was put in while the agent was stopped", async () => {
    const made = await office();
    await made.report("pc-03", usbSnapshot([keyboard, stick()]));
    expect(await cases(made)).toHaveLength(1);
  });

  it("is answered, not closed, by registering it, and raises none afterwards", async () => {
    const made = await office();
    await made.report("pc-03", usbEventOf("inserted", stick()));
    await decide(made, "allowed");
    const [answered] = await cases(made);
    expect(answered).toMatchObject({ state: "recovered" });
    const events = await made.store.incidents.events(answered?.id ?? "");
    expect(events.at(-1)).toMatchObject({
      actor: yamada,
      change: { type: "state-set", state: "recovered", reason: "台帳に登録されました（使用可）" },
    });
    await made.report("pc-03", usbEventOf("removed", stick()), usbEventOf("inserted", stick()));
    expect(await cases(made)).toHaveLength(1);
    expect(await cases(made)).toMatchObject([{ state: "recovered", occurrences: 1 }]);
  });

  it("opens a new case after the first was closed", async () => {
    const made = await office();
    await made.report("pc-03", usbEventOf("inserted", stick()));
    const [first] = await cases(made);
    await made.pipeline.act(first?.id ?? "", testing, received);
    await made.pipeline.act(first?.id ?? "", testing, closingNoted);
    await made.pipeline.act(first?.id ?? "", testing, {
      type: "set-state",
      state: "closed",
      reason: "返却済み",
    });
    await made.report("pc-03", usbEventOf("removed", stick()), usbEventOf("inserted", stick()));
    expect((await cases(made)).map((one) => one.number).sort()).toEqual(["R8-0001", "R8-0002"]);
  });

  it("tells again when it comes back after the matter was believed over", async () => {
    const made = await office();
    await made.report("pc-03", usbEventOf("inserted", stick()), usbEventOf("removed", stick()));
    const [first] = await cases(made);
    await made.pipeline.act(first?.id ?? "", testing, {
      type: "set-state",
      state: "recovered",
      reason: "持ち帰った",
    });
    await made.report("pc-03", usbEventOf("inserted", stick()));
    expect(await cases(made)).toMatchObject([{ state: "checking", occurrences: 2 }]);
    expect(await due(made)).toHaveLength(2);
  });
});

describe("media present at enrolment", () => {
  it("are a list to be decided, not cases", async () => {
    const made = await createTestOffice();
    await made.enrol("pc-03");
    await made.pipeline.start();
    await made.report("pc-03", usbSnapshot([keyboard, stick()]));
    expect(await cases(made)).toEqual([]);
    const media = await made.store.registers.media({ limit: 10 });
    expect(media.items).toMatchObject([{ right: "initial", present: true, kind: "usb-memory" }]);
  });

  it("are a case when pulled out and put in again while undecided", async () => {
    const made = await createTestOffice();
    await made.enrol("pc-03");
    await made.pipeline.start();
    await made.report("pc-03", usbSnapshot([stick()]));
    await made.report("pc-03", usbEventOf("removed", stick()));
    expect(await cases(made)).toEqual([]);
    await made.report("pc-03", usbEventOf("inserted", stick()));
    expect(await cases(made)).toHaveLength(1);
  });
});

describe("the register's rights", () => {
  it("asks about an amount written to a read-only medium, and not about 不明", async () => {
    const made = await office();
    await made.report("pc-03", usbEventOf("inserted", stick()));
    await decide(made, "read-only");
    await made.report("pc-03", usbEventOf("removed", stick(), { bytesWritten: null }));
    expect(await cases(made)).toHaveLength(1);
    await made.report(
      "pc-03",
      usbEventOf("inserted", stick()),
      usbEventOf("removed", stick(), { bytesWritten: 10 }),
    );
    expect(await cases(made)).toContainEqual(
      expect.objectContaining({ ongoing: false, data: expect.objectContaining({ reason: "written" }) }),
    );
  });

  it("does not carry a right to another computer", async () => {
    const made = await office();
    await made.enrol("pc-04");
    await made.report("pc-04", usbSnapshot([]));
    await made.report("pc-03", usbEventOf("inserted", stick()));
    await decide(made, "allowed", ["pc-03"]);
    await made.report("pc-04", usbEventOf("inserted", stick()));
    expect(await cases(made)).toContainEqual(
      expect.objectContaining({
        endpointId: "pc-04",
        data: expect.objectContaining({ reason: "other-computer" }),
      }),
    );
  });
});

describe("a phone", () => {
  it("is a 注意 that waits for the day's digest", async () => {
    const made = await office();
    await made.report("pc-03", usbEventOf("inserted", stick({ kind: "smartphone", key: "18d1:4ee1:X" })));
    expect(await cases(made)).toMatchObject([{ severity: "caution" }]);
    expect(await due(made)).toEqual([]);
    expect(await made.store.notifications.nextDue()).toBeNull();
    const [only] = await cases(made);
    const events = await made.store.incidents.events(only?.id ?? "");
    expect(events.map(({ change }) => change)).toContainEqual(
      expect.objectContaining({ type: "notified", outcome: "not-sent", reason: "16:30のまとめで通知します" }),
    );
  });
});

describe("a computer in somebody else's hands", () => {
  it("cannot bury the office: past a number its cases of a day are one row", async () => {
    const made = await office();
    const sticks = Array.from({ length: 60 }, (_, index) =>
      usbEventOf("inserted", stick({ key: `0781:5581:S${String(index)}`, port: `2-${String(index)}` })),
    );
    await made.report("pc-03", ...sticks);
    const all = await cases(made);
    expect(all).toHaveLength(21);
    expect(all.find((one) => one.data["storm"] === true)).toMatchObject({ data: { stormCount: 40 } });
    expect(await due(made)).toHaveLength(21);
  });

  it("is passed over, counted, where it sends what nobody understands", async () => {
    const made = await office();
    await made.report(
      "pc-03",
      { body: { type: "inserted", device: null } },
      { body: null },
      usbEventOf("inserted", stick()),
    );
    expect(await cases(made)).toHaveLength(1);
  });
});
