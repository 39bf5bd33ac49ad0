import { describe, expect, it } from "vitest";
import type { Acting } from "#collector/domain/routing/routing.ts";
import type { StoredIncident } from "#collector/storage/port.ts";
import type { CaseStep } from "#shared/model/case-route.ts";
import type { Person, Role } from "#shared/model/role.ts";
import { createTestOffice, stick, type TestOffice, tester, usbEventOf, usbSnapshot } from "./testing.ts";

/** `2026-11-24 16:05` of the office's clock. */
const jst = (text: string): string => Temporal.Instant.from(`${text.replace(" ", "T")}:00+09:00`).toString();
const hour = (at: string | null | undefined): string =>
  at === null || at === undefined
    ? "-"
    : Temporal.Instant.from(at)
        .toZonedDateTimeISO("Asia/Tokyo")
        .toPlainDateTime()
        .toString({ smallestUnit: "minute" })
        .replace("T", " ");

const person = (id: string, name: string, roles: readonly Role[]): Person => ({
  ...tester,
  id,
  name,
  email: `${id}@example.jp`,
  roles: [...roles],
});
const manager = person("p-manager", "事務局長", ["manager"]);
const deputy = person("p-deputy", "補佐", ["deputy-supervisor"]);
const supervisor = person("p-supervisor", "統括", ["supervisor"]);
const chief = person("p-chief", "理事長", ["chief"]);
const acting = (one: Person): Acting => ({
  actor: { kind: "person", id: one.id, name: one.name },
  chairs: one.roles.map((role) => ({ role, deputy: false, siteId: null })),
});

/** An office with these people, a computer that is watched, and the clock at a moment. */
async function office(at: string, people: readonly Person[] = [manager, deputy, supervisor, chief]) {
  const made = await createTestOffice();
  made.setTime(jst(at));
  await made.store.people.put({ ...tester, disabled: true });
  for (const one of people) await made.store.people.put(one);
  await made.enrol("pc-03");
  await made.pipeline.start();
  await made.report("pc-03", usbSnapshot([]), usbEventOf("inserted", stick()));
  return made;
}
const only = async (made: TestOffice): Promise<StoredIncident> => {
  const { items } = await made.store.incidents.list({ limit: 10 });
  const [incident] = items;
  if (incident === undefined || items.length > 1) throw new Error(`${String(items.length)} cases`);
  return incident;
};
async function dueAt(made: TestOffice, time: string): Promise<StoredIncident> {
  made.setTime(jst(time));
  await made.pipeline.due();
  return only(made);
}
const line = (step: CaseStep): string =>
  `${step.roles.join("+")} ${step.state}${step.unreceived ? " 未受領のまま上申" : ""} ${step.reachedBy ?? "-"} ${hour(step.dueAt)}`;
const lines = (incident: StoredIncident): readonly string[] => incident.route.steps.map(line);
const told = async (made: TestOffice): Promise<readonly string[]> =>
  (await made.store.notifications.due("2099-01-01T00:00:00Z", 100)).map(({ personId }) => personId);

describe("a 警告 that nobody receives", () => {
  it("goes up at each deadline in business hours, over the evening too", async () => {
    const made = await office("2026-11-24 16:05");
    expect(lines(await only(made))).toEqual([
      "manager waiting first 2026-11-24 17:05",
      "deputy-supervisor ahead - -",
      "supervisor ahead - -",
    ]);
    expect(await told(made)).toEqual(["p-manager"]);
    await dueAt(made, "2026-11-24 17:04");
    expect(await told(made)).toEqual(["p-manager"]);
    const second = await dueAt(made, "2026-11-24 17:05");
    expect(lines(second)).toEqual([
      "manager waiting 未受領のまま上申 first 2026-11-24 17:05",
      "deputy-supervisor waiting unreceived 2026-11-25 09:05",
      "supervisor ahead - -",
    ]);
    const third = await dueAt(made, "2026-11-25 09:05");
    expect(lines(third)[2]).toBe("supervisor waiting unreceived 2026-11-25 10:05");
    expect(new Set(await told(made))).toEqual(new Set(["p-manager", "p-deputy", "p-supervisor"]));
  });

  it("waits until the next business morning where it comes at night, and over a holiday", async () => {
    const made = await office("2026-11-20 22:10");
    expect(lines(await only(made))[0]).toBe("manager waiting first 2026-11-24 09:30");
    await dueAt(made, "2026-11-23 12:00");
    expect(await told(made)).toEqual(["p-manager"]);
    expect(lines(await dueAt(made, "2026-11-24 09:30"))[1]).toBe(
      "deputy-supervisor waiting unreceived 2026-11-24 10:30",
    );
  });

  it("passes a vacant chair, and says so", async () => {
    const made = await office("2026-11-24 10:00", [manager, supervisor, chief]);
    const incident = await dueAt(made, "2026-11-24 11:00");
    expect(lines(incident)).toEqual([
      "manager waiting 未受領のまま上申 first 2026-11-24 11:00",
      "deputy-supervisor passed-over vacant -",
      "supervisor waiting vacant 2026-11-24 12:00",
    ]);
  });

  it("is one notice and one act for a person in two chairs, with a stamp for each", async () => {
    const both = person("p-both", "事務局長", ["manager", "deputy-supervisor"]);
    const made = await office("2026-11-24 10:00", [both, supervisor]);
    expect(await told(made)).toEqual(["p-both"]);
    const incident = await only(made);
    await made.pipeline.act(incident.id, acting(both), { type: "receive", means: "screen", at: null });
    const after = await only(made);
    expect(after.route.steps.map(({ stamps }) => stamps.map(({ role }) => role))).toEqual([
      ["manager"],
      ["deputy-supervisor"],
      [],
    ]);
  });

  it("goes on once at the start where the collector was down across two deadlines", async () => {
    const made = await office("2026-11-24 10:00");
    await made.pipeline.stop();
    made.setTime(jst("2026-11-24 14:00"));
    const again = made.restart();
    await again.start();
    await again.due();
    await again.due();
    expect(lines(await only(made))).toEqual([
      "manager waiting 未受領のまま上申 first 2026-11-24 11:00",
      "deputy-supervisor waiting unreceived 2026-11-24 15:00",
      "supervisor ahead - -",
    ]);
    const events = await made.store.incidents.events((await only(made)).id);
    expect(events.filter(({ change }) => change.type === "passed-on")).toHaveLength(1);
    await again.stop();
  });
});

describe("a case that is received", () => {
  it("is passed on by hand with an instruction, or by itself at the deadline", async () => {
    const made = await office("2026-11-24 10:00");
    const incident = await only(made);
    expect(
      await made.pipeline.act(incident.id, acting(manager), { type: "receive", means: "screen", at: null }),
    ).toEqual({ ok: true });
    expect(
      await made.pipeline.act(incident.id, acting(manager), {
        type: "pass-on",
        instruction: "媒体は預かり済み",
      }),
    ).toEqual({ ok: true });
    const passed = await only(made);
    expect(passed.route.steps[0]).toMatchObject({ state: "received", instruction: "媒体は預かり済み" });
    expect(lines(passed)[1]).toBe("deputy-supervisor waiting passed-on 2026-11-24 11:00");
    await made.pipeline.act(incident.id, acting(deputy), { type: "receive", means: "telephone", at: null });
    const later = await dueAt(made, "2026-11-24 11:00");
    expect(lines(later)[2]).toBe("supervisor waiting deadline 2026-11-24 12:00");
  });

  it("is 重大 only by a person's judgement, and then the chief is told at once, at night", async () => {
    const made = await office("2026-11-24 22:00");
    const incident = await only(made);
    expect(incident.severity).toBe("warning");
    await made.pipeline.act(incident.id, acting(manager), {
      type: "judge-grave",
      reason: "個人情報の持出し",
    });
    const grave = await only(made);
    expect(grave.severity).toBe("grave");
    expect(grave.route.steps.find(({ leg }) => leg === "grave")).toMatchObject({ state: "waiting" });
    expect(new Set(await told(made))).toEqual(new Set(["p-manager", "p-deputy", "p-supervisor", "p-chief"]));
  });
});
