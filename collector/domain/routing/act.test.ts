import { describe, expect, it } from "vitest";
import { carryOut } from "./act.ts";
import type { CaseAct } from "./routing.ts";
import {
  designation,
  firm,
  fullOffice,
  jst,
  person,
  playCase,
  receiveIt,
  told,
  type World,
} from "./routing-testing.ts";

const start = "11-24 10:00";
const open = (world: World = {}) => playCase("warning", start, world);
const passOn: CaseAct = { type: "pass-on", instruction: null };
const to = (state: Extract<CaseAct, { type: "set-state" }>["state"]): CaseAct => ({
  type: "set-state",
  state,
  reason: "済",
});
const parties = (...personIds: string[]): CaseAct => ({
  type: "set-parties",
  personIds,
  reason: "本人の端末",
});
const refusal = (result: ReturnType<typeof carryOut>): string => (result.ok ? "done" : result.reason.ja);

describe("受領", () => {
  it("stamps the step of the chair that is held and moves the case to 受付", () => {
    const play = open();
    expect(play.act("kyoku", receiveIt, "11-24 10:20").ok).toBe(true);
    expect(play.steps()[0]).toBe("manager received first KYOKU");
    expect(play.incident()).toMatchObject({
      state: "accepted",
      receivedBy: "KYOKU",
      receivedAt: jst("11-24 10:20"),
    });
  });

  it("stamps both chairs of one person in one act", () => {
    const both = person("both", ["manager", "deputy-supervisor"]);
    const play = open({ people: [both] });
    const result = play.act("both", receiveIt, "11-24 10:20");
    expect(result.ok && result.changes.map(({ type }) => type)).toEqual(["received"]);
    expect(play.steps().slice(0, 2)).toEqual([
      "manager received first BOTH",
      "deputy-supervisor received same-holder BOTH",
    ]);
  });

  it("stamps the step behind too that nobody else holds, though another shares the first", () => {
    const niban = person("niban", ["manager", "deputy-supervisor"]);
    const play = open({ people: [niban, ...fullOffice.filter(({ id }) => id !== "hosa")] });
    play.act("niban", receiveIt, "11-24 10:20");
    expect(play.steps()).toEqual([
      "manager received first NIBAN",
      "deputy-supervisor received same-holder NIBAN",
      "supervisor ahead -",
    ]);
  });

  it("by a deputy carries （代）, and stops with the designation", () => {
    const world = {
      people: [...fullOffice, person("dairi", [])],
      designations: [designation("manager", "dairi", "11-01 00:00", "11-24 10:30")],
    };
    const play = open(world);
    play.act("dairi", receiveIt, "11-24 10:29");
    expect(play.steps()[0]).toBe("manager received first DAIRI（代）");
    expect(refusal(open(world).act("dairi", receiveIt, "11-24 10:30"))).toContain("経路に席がない");
  });

  it("of a call counts from the call, and keeps the time of entry", () => {
    const play = open();
    const call: CaseAct = { type: "receive", means: "telephone", at: jst("11-24 10:05") };
    play.act("kyoku", call, "11-24 10:40");
    expect(play.incident().receivedAt).toBe(jst("11-24 10:05"));
    expect(play.incident().route.steps[0]?.stamps[0]).toMatchObject({
      at: jst("11-24 10:05"),
      recordedAt: jst("11-24 10:40"),
      means: "telephone",
    });
  });

  it("of a step that the case has left stays possible, and stays marked 未受領のまま上申", () => {
    const play = open();
    play.tick("11-24 11:00");
    play.act("kyoku", receiveIt, "11-24 11:10");
    expect(play.steps()[0]).toBe("manager received! first KYOKU");
  });

  it("by a second holder of the chair is on the record and moves nothing", () => {
    const play = open({ people: [...fullOffice, person("niban", ["manager"])] });
    play.act("kyoku", receiveIt, "11-24 10:10");
    expect(play.act("niban", receiveIt, "11-24 10:20").ok).toBe(true);
    expect(play.incident()).toMatchObject({ receivedBy: "KYOKU", receivedAt: jst("11-24 10:10") });
    expect(play.steps()[0]).toBe("manager received first KYOKU NIBAN");
  });

  it.each([
    ["with the call in the future", "kyoku", jst("11-24 10:50"), "現在より後"],
    ["with the call before the case", "kyoku", jst("11-24 09:59"), "発生より前"],
    ["with a call at no time", "kyoku", "きのう", "読み取れません"],
    ["by somebody without a chair", "shokuin", null, "経路に席がない"],
    ["by the 組合員 of a firm the case is not of", "shacho", null, "経路に席がない"],
    ["by a chair that the case has not reached", "tokatsu", null, "まだ統括情報管理者の段に届いていません"],
  ])("is refused %s", (_, id, at, sentence) => {
    const play = open({ people: [...fullOffice, person("shokuin", ["staff"])] });
    const result = play.act(id, { type: "receive", means: "telephone", at }, "11-24 10:40");
    expect(refusal(result)).toContain(sentence);
  });

  it("is refused twice, by a 当事者, by a program and of a finished case", () => {
    const play = open();
    play.act("kyoku", receiveIt, "11-24 10:10");
    expect(refusal(play.act("kyoku", receiveIt, "11-24 10:11"))).toContain("すでに受領");
    play.act("kyoku", parties("hosa"), "11-24 10:12");
    expect(refusal(play.act("hosa", receiveIt, "11-24 10:13"))).toContain("当事者のため次段へ");
    const token = { actor: { kind: "token" as const, id: "t", name: "連携" }, chairs: [] };
    expect(refusal(carryOut(play.incident(), receiveIt, token, play.around("11-24 10:14")))).toContain(
      "プログラムからは受領できません",
    );
    play.act("kyoku", to("false-alarm"), "11-24 10:15");
    expect(refusal(play.act("hosa", receiveIt, "11-24 10:16"))).toContain("終わっています");
  });

  it("of a case of the time before routes gives no stamps and still receives it", () => {
    const play = open();
    const old = { ...play.incident(), route: { name: null, steps: [], nextDueAt: null } };
    const result = carryOut(
      old,
      receiveIt,
      { actor: { kind: "person", id: "kyoku", name: "KYOKU" }, chairs: [] },
      play.around("11-24 10:10"),
    );
    expect(result).toMatchObject({ ok: true, changes: [{ type: "received", stamps: [] }] });
  });

  it("at a firm is the business of its own 組合員", () => {
    const play = playCase("warning", start, { site: firm });
    expect(play.act("shacho", receiveIt, "11-24 10:10").ok).toBe(true);
    const strange = playCase("warning", start, {
      site: firm,
      people: [...fullOffice, person("x", ["member"], { siteId: "elsewhere" })],
    });
    expect(refusal(strange.act("x", receiveIt, "11-24 10:10"))).toContain("経路に席がない");
  });
});

describe("上申", () => {
  it("tells the next step and keeps the instruction", () => {
    const play = open();
    play.act("kyoku", receiveIt, "11-24 10:10");
    const result = play.act("kyoku", { type: "pass-on", instruction: "確認をお願いします" }, "11-24 10:20");
    expect(told(result)).toEqual(["hosa action"]);
    expect(play.incident().route.steps[0]).toMatchObject({ instruction: "確認をお願いします" });
    expect(play.steps()[1]).toBe("deputy-supervisor waiting passed-on");
    expect(play.next()).toBe("2026-11-24 11:20");
  });

  it("passes vacant chairs over, and says so where nobody is left", () => {
    const play = open({ people: fullOffice.filter(({ id }) => id === "kyoku" || id === "tokatsu") });
    play.act("kyoku", receiveIt, "11-24 10:10");
    expect(told(play.act("kyoku", passOn, "11-24 10:20"))).toEqual(["tokatsu action"]);
    const lonely = open({ people: fullOffice.filter(({ id }) => id === "kyoku") });
    lonely.act("kyoku", receiveIt, "11-24 10:10");
    expect(lonely.act("kyoku", passOn, "11-24 10:20")).toMatchObject({
      ok: true,
      notSent: [{ personId: "" }],
    });
  });

  it("from two chairs goes on from both", () => {
    const both = person("both", ["manager", "deputy-supervisor"]);
    const play = open({ people: [both, ...fullOffice.filter(({ id }) => id === "tokatsu")] });
    play.act("both", receiveIt, "11-24 10:10");
    expect(told(play.act("both", passOn, "11-24 10:20"))).toEqual(["tokatsu action"]);
    expect(play.incident().route.steps.map(({ passedOnAt }) => passedOnAt !== null)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("is refused before receiving, twice, at the last step, and by a 当事者", () => {
    const play = open();
    expect(refusal(play.act("kyoku", passOn, "11-24 10:05"))).toContain("先に受領");
    play.act("kyoku", receiveIt, "11-24 10:10");
    play.act("kyoku", passOn, "11-24 10:11");
    expect(refusal(play.act("kyoku", passOn, "11-24 10:12"))).toContain("すでに次の段へ");
    play.act("hosa", receiveIt, "11-24 10:13");
    play.act("hosa", passOn, "11-24 10:14");
    play.act("tokatsu", receiveIt, "11-24 10:15");
    expect(refusal(play.act("tokatsu", passOn, "11-24 10:16"))).toContain("最後の段");
    const own = open();
    own.act("kyoku", receiveIt, "11-24 10:10");
    own.act("hosa", parties("kyoku"), "11-24 10:11");
    expect(refusal(own.act("kyoku", passOn, "11-24 10:12"))).toContain("当事者のため次段へ");
  });

  it("of a 重大, whose steps all go at once, hands the instruction on as a copy", () => {
    const play = playCase("suspected-grave", start);
    play.act("kyoku", receiveIt, "11-24 10:05");
    expect(
      told(play.act("kyoku", { type: "pass-on", instruction: "回線を外します" }, "11-24 10:06")),
    ).toEqual(["hosa copy"]);
  });
});

describe("重大", () => {
  it("judged starts its leg at once and every step of the route", () => {
    const play = open();
    const result = play.act("kyoku", { type: "judge-grave", reason: "流出" }, "11-24 23:00");
    expect(told(result)).toEqual(["hosa action", "tokatsu action", "rijicho action"]);
    expect(result).toMatchObject({ notSent: [{ personId: "kyoku" }] });
    expect(play.incident().severity).toBe("grave");
    expect(play.steps("grave")).toEqual(["chief waiting grave"]);
    expect(play.next()).toBe("2026-11-24 23:10");
  });

  it("judged after a suspicion tells those who have it, without a new deadline", () => {
    const play = playCase("suspected-grave", start);
    play.act("hosa", receiveIt, "11-24 10:03");
    const result = play.act("tokatsu", { type: "judge-grave", reason: "流出" }, "11-24 10:05");
    expect(told(result)).toEqual(["kyoku action", "hosa copy", "rijicho action"]);
    expect(play.incident().route.steps[0]?.dueAt).toBe(jst("11-24 10:15"));
  });

  it("suspected by anybody on the route reaches every step", () => {
    const play = open();
    play.act("kyoku", receiveIt, "11-24 10:05");
    const result = play.act("rijicho", { type: "suspect-grave", reason: "電話あり" }, "11-24 10:30");
    expect(told(result)).toEqual(["kyoku copy", "hosa action", "tokatsu action"]);
    expect(play.steps()[0]).toBe("manager received grave KYOKU");
    expect(play.next()).toBe("2026-11-24 10:40");
  });

  it("lowered by 統括 tells everybody who was told, and runs by the hours again", () => {
    const play = playCase("suspected-grave", start);
    const result = play.act(
      "tokatsu",
      { type: "lower-grave", severity: "warning", reason: "試験" },
      "11-24 10:05",
    );
    expect(told(result)).toEqual(["kyoku copy", "hosa copy"]);
    expect(play.incident().route.steps.map(({ remindAt }) => remindAt)).toEqual([null, null, null]);
    expect(play.next()).toBe("2026-11-24 11:05");
  });

  it("suspected again after it was lowered tells the 最高情報統括責任者 who knew of the first", () => {
    const play = playCase("suspected-grave", start);
    play.tick("11-24 10:15");
    play.act("tokatsu", { type: "lower-grave", severity: "warning", reason: "誤り" }, "11-24 10:20");
    const again = play.act("kyoku", { type: "suspect-grave", reason: "やはり" }, "11-24 10:30");
    expect(told(again)).toContain("rijicho action");
  });

  it.each([
    [
      "judged by one without the authority",
      "rijicho",
      { type: "judge-grave", reason: "x" },
      "決められるのは",
    ],
    [
      "lowered by the 情報管理者",
      "kyoku",
      { type: "lower-grave", severity: "warning", reason: "x" },
      "統括情報管理者です",
    ],
    [
      "lowered where it is none",
      "tokatsu",
      { type: "lower-grave", severity: "warning", reason: "x" },
      "重大でも",
    ],
    ["judged without a reason", "kyoku", { type: "judge-grave", reason: " " }, "理由を書いて"],
    [
      "suspected by somebody without a chair",
      "shokuin",
      { type: "suspect-grave", reason: "x" },
      "席のある人だけ",
    ],
  ] satisfies [string, string, CaseAct, string][])("is not %s", (_, id, act, sentence) => {
    const play = open({ people: [...fullOffice, person("shokuin", ["staff"])] });
    expect(refusal(play.act(id, act, "11-24 10:05"))).toContain(sentence);
  });

  it("is not judged by a 当事者, nor twice", () => {
    const play = open();
    play.act("hosa", parties("kyoku"), "11-24 10:05");
    expect(refusal(play.act("kyoku", { type: "judge-grave", reason: "x" }, "11-24 10:06"))).toContain(
      "当事者",
    );
    play.act("hosa", { type: "judge-grave", reason: "x" }, "11-24 10:07");
    expect(refusal(play.act("tokatsu", { type: "judge-grave", reason: "x" }, "11-24 10:08"))).toContain(
      "すでに",
    );
  });
});
