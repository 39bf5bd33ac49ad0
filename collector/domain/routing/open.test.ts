import { describe, expect, it } from "vitest";
import { firm, fullOffice, person, playCase, told, designation } from "./routing-testing.ts";

const without = (...ids: readonly string[]) => fullOffice.filter(({ id }) => !ids.includes(id));
const reasons = (play: ReturnType<typeof playCase>) =>
  play.opened.notSent.map(({ personId, reason }) => `${personId} ${reason}`);

describe("a new 警告", () => {
  it("of the office goes to the 情報管理者 with an hour to receive", () => {
    const play = playCase("warning", "11-24 16:05");
    expect(play.opened.changes.map(({ type }) => type)).toEqual(["routed", "step-reached"]);
    expect(play.incident().route.name).toBe("office");
    expect(play.steps()).toEqual([
      "manager waiting first",
      "deputy-supervisor ahead -",
      "supervisor ahead -",
    ]);
    expect(told(play.opened)).toEqual(["kyoku action"]);
    expect(play.next()).toBe("2026-11-24 17:05");
  });

  it("of a member firm goes to the firm's own 組合員 first", () => {
    const other = person("other", ["member"], { siteId: "elsewhere" });
    const play = playCase("warning", "11-24 10:00", { site: firm, people: [other, ...fullOffice] });
    expect(play.incident().route.name).toBe("member");
    expect(told(play.opened)).toEqual(["shacho action"]);
  });

  it("of no site takes the office's route", () => {
    expect(playCase("warning", "11-24 10:00", { site: null }).incident().route.name).toBe("office");
  });

  it.each([
    ["at night", "11-24 22:00", "2026-11-25 09:30"],
    ["on a holiday", "11-23 10:00", "2026-11-24 09:30"],
    ["over the New Year", "12-29 10:00", "2027-01-04 09:30"],
  ])("is told at once %s, with a deadline in the morning", (_, at, due) => {
    const play = playCase("warning", at);
    expect(told(play.opened)).toEqual(["kyoku action"]);
    expect(play.opened.notices[0]?.dueAt).toBe(play.around(at).now);
    expect(play.next()).toBe(due);
  });

  it("passes a vacant chair over: 空席のため上申", () => {
    const play = playCase("warning", "11-24 10:00", { people: without("kyoku") });
    expect(play.steps()).toEqual([
      "manager passed-over vacant",
      "deputy-supervisor waiting vacant",
      "supervisor ahead -",
    ]);
    expect(told(play.opened)).toEqual(["hosa action"]);
  });

  it("counts a person made 無効 as absent, and a deputy in force as present", () => {
    const people = fullOffice.map((one) => (one.id === "kyoku" ? { ...one, disabled: true } : one));
    expect(told(playCase("warning", "11-24 10:00", { people }).opened)).toEqual(["hosa action"]);
    const acting = designation("manager", "hosa", "11-01 00:00", "11-30 00:00");
    const expired = designation("manager", "hosa", "11-01 00:00", "11-20 00:00");
    expect(playCase("warning", "11-24 10:00", { people, designations: [expired] }).steps()[0]).toBe(
      "manager passed-over vacant",
    );
    const play = playCase("warning", "11-24 10:00", { people, designations: [acting] });
    // The deputy of the 情報管理者 is the 補佐: both steps are one act.
    expect(play.steps()).toEqual([
      "manager waiting first",
      "deputy-supervisor waiting same-holder",
      "supervisor ahead -",
    ]);
    expect(play.incident().route.steps[0]?.holders[0]).toMatchObject({ personId: "hosa", deputy: true });
  });

  it("tells the holder and a deputy in force", () => {
    const play = playCase("warning", "11-24 10:00", {
      people: [...fullOffice, person("dairi", [])],
      designations: [designation("manager", "dairi", "11-01 00:00", "11-30 00:00")],
    });
    expect(told(play.opened)).toEqual(["kyoku action", "dairi action"]);
  });

  it("makes one notice of one person in two chairs, a vacant one between them too", () => {
    const both = person("both", ["manager", "deputy-supervisor"]);
    const play = playCase("warning", "11-24 10:00", { people: [both, ...without("kyoku", "hosa")] });
    expect(play.steps()).toEqual([
      "manager waiting first",
      "deputy-supervisor waiting same-holder",
      "supervisor ahead -",
    ]);
    expect(told(play.opened)).toEqual(["both action"]);
    const outer = person("outer", ["manager", "supervisor"]);
    expect(
      playCase("warning", "11-24 10:00", { people: [outer, ...without("kyoku", "hosa", "tokatsu")] }).steps(),
    ).toEqual([
      "manager waiting first",
      "deputy-supervisor passed-over vacant",
      "supervisor waiting same-holder",
    ]);
  });

  it("does not take two people for one who shares a chair with another", () => {
    const play = playCase("warning", "11-24 10:00", {
      people: [...fullOffice, person("niban", ["manager", "deputy-supervisor"])],
    });
    expect(play.steps()[1]).toBe("deputy-supervisor ahead -");
  });

  it("with nobody on its route says so", () => {
    const play = playCase("warning", "11-24 10:00", { people: [person("x", ["staff"])] });
    expect(play.opened.notices).toEqual([]);
    expect(reasons(play)).toEqual([expect.stringContaining("すべて空席か当事者")]);
    expect(play.next()).toBeNull();
  });
});

describe("a quiet case", () => {
  it.each(["caution", "info"] as const)("(%s) waits for the digest and the one after it", (severity) => {
    const play = playCase(severity, "11-24 10:00");
    expect(play.opened.notices).toEqual([]);
    expect(reasons(play)).toEqual(["kyoku 16:30のまとめで通知します"]);
    expect(play.next()).toBe("2026-11-25 16:30");
  });

  it("after the day's digest is told by the next one", () => {
    expect(playCase("caution", "11-20 17:00").next()).toBe("2026-11-25 16:30");
  });
});

describe("重大の疑い", () => {
  it("reaches every step at once, day and night, with 15 minutes and a reminder after 10", () => {
    const play = playCase("suspected-grave", "2027-01-01 02:13");
    expect(play.steps()).toEqual([
      "manager waiting grave",
      "deputy-supervisor waiting grave",
      "supervisor waiting grave",
    ]);
    expect(told(play.opened)).toEqual(["kyoku action", "hosa action", "tokatsu action"]);
    expect(play.incident().route.steps.map(({ dueAt }) => dueAt)).toEqual(
      Array.from({ length: 3 }, () => play.around("2027-01-01 02:28").now),
    );
    expect(play.next()).toBe("2027-01-01 02:23");
    expect(play.steps("grave")).toEqual([]);
  });

  it("of a member firm reaches the 組合員 too", () => {
    expect(told(playCase("suspected-grave", "11-24 10:00", { site: firm }).opened)).toEqual([
      "shacho action",
      "kyoku action",
      "hosa action",
      "tokatsu action",
    ]);
  });

  it("tells one person in three chairs once", () => {
    const one = person("one", ["manager", "deputy-supervisor", "supervisor"]);
    expect(told(playCase("suspected-grave", "11-24 10:00", { people: [one] }).opened)).toEqual([
      "one action",
    ]);
  });

  it("that nobody on the route can judge goes to the 最高情報統括責任者 at once", () => {
    const play = playCase("suspected-grave", "11-24 10:00", { people: without("kyoku", "hosa", "tokatsu") });
    expect(told(play.opened)).toEqual(["rijicho action"]);
    expect(play.steps("grave")).toEqual(["chief waiting vacant"]);
  });

  it("with nobody at all says so", () => {
    const play = playCase("suspected-grave", "11-24 10:00", { people: [] });
    expect(play.opened.notices).toEqual([]);
    expect(play.opened.notSent.length).toBeGreaterThan(0);
  });
});
