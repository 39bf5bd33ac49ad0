import { describe, expect, it } from "vitest";
import { designation, fullOffice, person, playCase, receiveIt, told } from "./routing-testing.ts";

const changed = (types: readonly { readonly type: string }[]) => types.map(({ type }) => type);

describe("a 警告 that nobody receives", () => {
  it.each([
    ["in the hours", "11-24 10:00", ["11-24 11:00", "11-24 12:00", "11-24 13:00"]],
    ["near the closing time", "11-24 17:00", ["11-25 09:00", "11-25 10:00", "11-25 11:00"]],
    ["at night", "11-24 22:00", ["11-25 09:30", "11-25 10:30", "11-25 11:30"]],
    ["before a holiday", "11-20 17:10", ["11-24 09:10", "11-24 10:10", "11-24 11:10"]],
    ["over the New Year", "12-28 20:00", ["2027-01-04 09:30", "2027-01-04 10:30", "2027-01-04 11:30"]],
  ])("goes up the route at each deadline, %s", (_, at, [first = "", second = "", third = ""]) => {
    const play = playCase("warning", at);
    expect(play.next()).toContain(first);
    const one = play.tick(first);
    expect(changed(one.changes)).toEqual(["passed-on", "step-reached"]);
    expect(told(one)).toEqual(["hosa action"]);
    expect(play.steps()).toEqual([
      "manager waiting! first",
      "deputy-supervisor waiting unreceived",
      "supervisor ahead -",
    ]);
    expect(play.next()).toContain(second);
    expect(told(play.tick(second))).toEqual(["tokatsu action"]);
    expect(play.next()).toContain(third);
    expect(told(play.tick(third))).toEqual(["tokatsu action"]);
    expect(play.incident().route.steps[2]).toMatchObject({ state: "waiting", reminders: 1 });
  });

  it("does nothing a minute before a deadline", () => {
    const play = playCase("warning", "11-24 10:00");
    expect(play.tick("11-24 10:59")).toEqual({ changes: [], notices: [], notSent: [] });
  });

  it("goes up once, with a fresh deadline, where the collector was down across two of them", () => {
    const play = playCase("warning", "11-24 10:00");
    expect(told(play.tick("11-24 15:00"))).toEqual(["hosa action"]);
    expect(play.steps()[2]).toBe("supervisor ahead -");
    expect(play.next()).toBe("2026-11-24 16:00");
    expect(play.tick("11-24 15:00").changes).toEqual([]);
  });

  it("reminds the last step at every further deadline of the hours, and never falls silent", () => {
    const play = playCase("warning", "11-24 10:00", { people: [person("kyoku", ["manager"])] });
    for (const [at, next] of [
      ["11-24 11:00", "2026-11-24 12:00"],
      ["11-24 12:00", "2026-11-24 13:00"],
      ["11-24 20:00", "2026-11-25 09:30"],
    ] as const) {
      const routing = play.tick(at);
      expect(told(routing)).toEqual(["kyoku action"]);
      expect(routing.changes.some(({ type }) => type === "passed-on")).toBe(false);
      expect(play.next()).toBe(next);
    }
    expect(play.incident().route.steps[0]).toMatchObject({ reminders: 3, unreceived: false });
  });

  it("gives no two reminders the same name, so that none is taken for a repeat", () => {
    const play = playCase("warning", "11-24 10:00", { people: [person("kyoku", ["manager"])] });
    const causes = ["11-24 11:00", "11-24 12:00", "11-24 13:00"].map((at) => play.tick(at).notices[0]?.cause);
    expect(new Set([play.opened.notices[0]?.cause, ...causes]).size).toBe(4);
  });

  it("passes vacant chairs over on its way", () => {
    const play = playCase("warning", "11-24 10:00", {
      people: fullOffice.filter(({ id }) => id !== "hosa"),
    });
    expect(told(play.tick("11-24 11:00"))).toEqual(["tokatsu action"]);
    expect(play.steps()).toEqual([
      "manager waiting! first",
      "deputy-supervisor passed-over vacant",
      "supervisor waiting vacant",
    ]);
  });

  it("goes on from two chairs of one person as from one step", () => {
    const both = person("both", ["manager", "deputy-supervisor"]);
    const people = [both, ...fullOffice.filter(({ id }) => id === "tokatsu")];
    const play = playCase("warning", "11-24 10:00", { people });
    expect(told(play.tick("11-24 11:00"))).toEqual(["tokatsu action"]);
    expect(play.steps()).toEqual([
      "manager waiting! first",
      "deputy-supervisor waiting! same-holder",
      "supervisor waiting unreceived",
    ]);
  });

  it("with one person in its last two chairs reminds once, and does not say that the case went on", () => {
    const both = person("both", ["deputy-supervisor", "supervisor"]);
    const play = playCase("warning", "11-24 10:00", { people: [both] });
    expect(told(play.tick("11-24 11:00"))).toEqual(["both action"]);
    expect(play.steps()).toEqual([
      "manager passed-over vacant",
      "deputy-supervisor waiting vacant",
      "supervisor waiting same-holder",
    ]);
  });

  it("is told by the digest only where it is quiet", () => {
    const play = playCase("caution", "11-24 10:00");
    const up = play.tick("11-25 16:30");
    expect(up.notices).toEqual([]);
    expect(up.notSent).toEqual([
      { personId: "hosa", personName: "HOSA", reason: "16:30のまとめで通知します" },
    ]);
    expect(play.next()).toBe("2026-11-27 16:30");
  });
});

describe("a 警告 that was received", () => {
  it("but not passed on goes up at its deadline", () => {
    const play = playCase("warning", "11-24 10:00");
    play.act("kyoku", receiveIt, "11-24 10:20");
    expect(play.next()).toBe("2026-11-24 11:00");
    const up = play.tick("11-24 11:00");
    expect(up.changes[0]).toMatchObject({ type: "passed-on", how: "deadline" });
    expect(told(up)).toEqual(["hosa action"]);
    expect(play.steps()).toEqual([
      "manager received first KYOKU",
      "deputy-supervisor waiting deadline",
      "supervisor ahead -",
    ]);
  });

  it("by the last step is left alone", () => {
    const play = playCase("warning", "11-24 10:00", { people: [person("kyoku", ["manager"])] });
    play.act("kyoku", receiveIt, "11-24 10:20");
    play.tick("11-24 11:00");
    expect(play.next()).toBeNull();
    expect(play.tick("12-01 10:00").notices).toEqual([]);
  });

  it("asks nothing more of anybody once it is finished", () => {
    const play = playCase("warning", "11-24 10:00");
    play.act("kyoku", { type: "set-state", state: "false-alarm", reason: "試験" }, "11-24 10:20");
    expect(play.next()).toBeNull();
    expect(play.tick("11-25 10:00")).toEqual({ changes: [], notices: [], notSent: [] });
  });
});

describe("重大の疑い", () => {
  it("reminds who has not received every 10 minutes, and nobody else", () => {
    const play = playCase("suspected-grave", "11-24 23:00");
    play.act("kyoku", receiveIt, "11-24 23:05");
    const reminded = play.tick("11-24 23:10");
    expect(told(reminded)).toEqual(["hosa action", "tokatsu action"]);
    expect(play.next()).toBe("2026-11-24 23:15");
  });

  it("goes to the 最高情報統括責任者 once where nobody judged it within 15 minutes, received or not", () => {
    const play = playCase("suspected-grave", "11-24 23:00");
    for (const id of ["kyoku", "hosa", "tokatsu"]) play.act(id, receiveIt, "11-24 23:05");
    expect(play.next()).toBe("2026-11-24 23:15");
    expect(told(play.tick("11-24 23:15"))).toEqual(["rijicho action"]);
    expect(play.steps("grave")).toEqual(["chief waiting unreceived"]);
    expect(play.next()).toBe("2026-11-24 23:25");
    expect(play.tick("11-24 23:25").changes).toEqual([
      expect.objectContaining({ type: "reminded", leg: "grave" }),
    ]);
  });

  it.each([
    ["judged", { type: "judge-grave", reason: "流出" }],
    ["lowered", { type: "lower-grave", severity: "warning", reason: "試験" }],
  ] as const)("that was %s in time is not said to be unjudged", (_, act) => {
    const play = playCase("suspected-grave", "11-24 10:00");
    expect(play.act("tokatsu", act, "11-24 10:05").ok).toBe(true);
    const later = play.tick("11-24 10:15");
    expect(later.changes.filter((one) => one.type === "step-reached" && one.by === "unreceived")).toEqual([]);
  });

  it("is reminded once after the collector was down, and says that nobody judged", () => {
    const play = playCase("suspected-grave", "11-24 10:00");
    const late = play.tick("11-24 13:00");
    expect(told(late)).toEqual(["kyoku action", "hosa action", "tokatsu action", "rijicho action"]);
    expect(late.changes.filter(({ type }) => type === "reminded")).toHaveLength(3);
    expect(play.next()).toBe("2026-11-24 13:10");
  });

  it("without a 最高情報統括責任者 notes that nobody could be told, once", () => {
    const play = playCase("suspected-grave", "11-24 10:00", {
      people: fullOffice.filter(({ id }) => id !== "rijicho"),
    });
    const due = play.tick("11-24 10:15");
    expect(due.notSent.map(({ reason }) => reason)).toEqual([expect.stringContaining("重大の報告先が空席")]);
    expect(play.steps("grave")).toEqual(["chief passed-over vacant"]);
    expect(play.tick("11-24 10:16").notSent).toEqual([]);
  });
});

describe("chairs that change hands", () => {
  const others = fullOffice.filter(({ id }) => id !== "kyoku");
  const disabled = fullOffice.map((one) => (one.id === "kyoku" ? { ...one, disabled: true } : one));

  it("a waiting step whose holder was made 無効 is passed over", () => {
    const play = playCase("warning", "11-24 10:00");
    play.world.people = disabled;
    expect(told(play.tick("11-24 10:10"))).toEqual(["hosa action"]);
    expect(play.steps()).toEqual([
      "manager passed-over vacant",
      "deputy-supervisor waiting vacant",
      "supervisor ahead -",
    ]);
    expect(play.next()).toBe("2026-11-24 11:10");
  });

  it("one of several that go at once is passed over without telling the others again", () => {
    const play = playCase("suspected-grave", "11-24 10:00");
    play.world.people = disabled;
    const routing = play.tick("11-24 10:05");
    expect(changed(routing.changes)).toEqual(["step-passed-over"]);
    expect(routing.notices).toEqual([]);
  });

  it("so is one whose deputy's designation has run out", () => {
    const play = playCase("warning", "11-24 10:00", {
      people: [...others, person("dairi", [])],
      designations: [designation("manager", "dairi", "11-01 00:00", "11-24 10:30")],
    });
    expect(play.tick("11-24 10:29").changes).toEqual([]);
    expect(told(play.tick("11-24 10:30"))).toEqual(["hosa action"]);
  });

  it("a successor is told, with a deadline of his own", () => {
    const play = playCase("warning", "11-24 10:00");
    play.world.people = [...disabled, person("shin", ["manager"])];
    expect(told(play.tick("11-24 10:40"))).toEqual(["shin action"]);
    expect(play.next()).toBe("2026-11-24 11:40");
    expect(play.tick("11-24 10:41").changes).toEqual([]);
  });

  it("a step that was left behind waits again where everybody after it has gone", () => {
    const play = playCase("warning", "11-24 10:00", {
      people: fullOffice.filter(({ id }) => id !== "hosa"),
    });
    play.tick("11-24 11:00");
    play.world.people = [person("shin", ["manager"])];
    expect(told(play.tick("11-24 11:10"))).toEqual(["shin action"]);
    expect(play.next()).toBe("2026-11-24 12:10");
    expect(told(play.tick("11-24 12:10"))).toEqual(["shin action"]);
  });

  it("a case that reached nobody is taken up as soon as somebody sits on its route", () => {
    const play = playCase("warning", "11-24 10:00", { people: [] });
    expect(play.tick("11-24 12:00").changes).toEqual([]);
    play.world.people = [person("tokatsu", ["supervisor"])];
    expect(told(play.tick("11-24 13:00"))).toEqual(["tokatsu action"]);
    expect(play.next()).toBe("2026-11-24 14:00");
  });

  it("a case that could go no further goes on when the chair behind is filled", () => {
    const play = playCase("warning", "11-24 10:00", { people: [person("kyoku", ["manager"])] });
    play.act("kyoku", receiveIt, "11-24 10:10");
    play.tick("11-24 11:00");
    play.world.people = fullOffice;
    expect(told(play.tick("11-24 12:00"))).toEqual(["hosa action"]);
    expect(play.incident().route.steps[0]?.passedOnAt).not.toBeNull();
  });
});
