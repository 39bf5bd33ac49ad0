import { describe, expect, it } from "vitest";
import { carryOut } from "./act.ts";
import type { CaseAct } from "./routing.ts";
import { designation, fullOffice, person, playCase, receiveIt, told, type World } from "./routing-testing.ts";

const start = "11-24 10:00";
const open = (world: World = {}) => playCase("warning", start, world);
const passOn: CaseAct = { type: "pass-on", instruction: null };
const closing: CaseAct = { type: "note-closing", cause: "置き忘れ", measure: "回収", prevention: "周知" };
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

describe("完了", () => {
  it("needs a receipt, the closing words, and the 統括情報管理者", () => {
    const play = open();
    expect(refusal(play.act("tokatsu", to("closed"), "11-24 10:05"))).toContain("受領");
    play.act("kyoku", receiveIt, "11-24 10:10");
    expect(refusal(play.act("tokatsu", to("closed"), "11-24 10:11"))).toContain("再発防止策");
    expect(play.act("kyoku", closing, "11-24 10:12").ok).toBe(true);
    expect(refusal(play.act("kyoku", to("closed"), "11-24 10:13"))).toContain("統括情報管理者です");
    expect(play.act("tokatsu", to("closed"), "11-24 10:14").ok).toBe(true);
    expect(play.next()).toBeNull();
  });

  it("is done by a deputy of the 統括情報管理者, never by a 当事者", () => {
    const world = {
      people: [...fullOffice, person("dairi", [])],
      designations: [designation("supervisor", "dairi", "11-01 00:00", "11-30 00:00")],
    };
    const play = open(world);
    play.act("kyoku", receiveIt, "11-24 10:10");
    play.act("kyoku", closing, "11-24 10:12");
    play.act("kyoku", parties("tokatsu"), "11-24 10:13");
    expect(refusal(play.act("tokatsu", to("closed"), "11-24 10:14"))).toContain("当事者");
    expect(refusal(play.act("tokatsu", to("false-alarm"), "11-24 10:14"))).toContain("当事者");
    expect(play.act("dairi", to("closed"), "11-24 10:15").ok).toBe(true);
  });

  it("as 誤検知 needs a reason only", () => {
    expect(
      refusal(open().act("kyoku", { ...to("false-alarm"), reason: "" } as CaseAct, "11-24 10:05")),
    ).toContain("理由を書いて");
    expect(open().act("kyoku", to("false-alarm"), "11-24 10:05").ok).toBe(true);
  });

  it("as 誤検知 of a 重大 is the 統括情報管理者's, and everybody who was told hears of it", () => {
    const play = open();
    play.act("kyoku", { type: "judge-grave", reason: "個人情報" }, "11-24 10:05");
    expect(refusal(play.act("kyoku", to("false-alarm"), "11-24 10:06"))).toContain("統括情報管理者です");
    const ended = play.act("tokatsu", to("false-alarm"), "11-24 10:07");
    expect(told(ended)).toEqual(expect.arrayContaining(["kyoku copy", "hosa copy", "rijicho copy"]));
  });

  it("as 誤検知 is said by somebody on the route only", () => {
    const play = open({ people: [...fullOffice, person("csirt", ["csirt"])] });
    expect(refusal(play.act("csirt", to("false-alarm"), "11-24 10:05"))).toContain("経路に席のある人");
  });

  it("is asked for by 対応済, of which the 統括情報管理者 hears", () => {
    const handled: CaseAct = { type: "mark-handled", text: "回収しました" };
    const play = open();
    expect(refusal(play.act("kyoku", handled, "11-24 10:05"))).toContain("受領してから");
    play.act("kyoku", receiveIt, "11-24 10:10");
    expect(refusal(play.act("rijicho", handled, "11-24 10:11"))).toContain("情報管理者です");
    expect(told(play.act("kyoku", handled, "11-24 10:12"))).toEqual(["tokatsu copy"]);
    expect(play.incident().handled).toBe(true);
    expect(refusal(play.act("kyoku", handled, "11-24 10:13"))).toContain("すでに対応済");
    play.act("hosa", to("checking"), "11-24 10:14");
    expect(play.incident().handled).toBe(false);
  });

  it("leaves only remarks to be added", () => {
    const play = open();
    play.act("kyoku", to("false-alarm"), "11-24 10:05");
    expect(play.act("kyoku", { type: "comment", text: "控え" }, "11-24 10:06").ok).toBe(true);
    for (const act of [closing, parties("hosa"), passOn, to("checking")])
      expect(refusal(play.act("kyoku", act, "11-24 10:07"))).toContain("終わっています");
    expect(refusal(play.act("kyoku", { type: "comment", text: " " }, "11-24 10:08"))).toContain(
      "コメントを書いて",
    );
  });
});

describe("当事者", () => {
  it("named takes the case to the next step", () => {
    const play = open();
    const result = play.act("hosa", parties("kyoku"), "11-24 10:05");
    expect(result).toMatchObject({
      ok: true,
      notSent: expect.arrayContaining([expect.objectContaining({ personId: "kyoku" })]),
    });
    expect(play.steps()).toEqual([
      "manager passed-over party",
      "deputy-supervisor waiting party",
      "supervisor ahead -",
    ]);
    expect(play.incident().parties).toEqual([{ personId: "kyoku", name: "KYOKU" }]);
  });

  it("has received nothing: what he alone received goes on", () => {
    const play = open();
    play.act("kyoku", receiveIt, "11-24 10:05");
    expect(told(play.act("tokatsu", parties("kyoku"), "11-24 10:06"))).toEqual(["hosa action"]);
    expect(play.steps()[0]).toBe("manager passed-over party KYOKU");
  });

  it("leaves the step to the other holder of his chair", () => {
    const play = open({ people: [...fullOffice, person("niban", ["manager"])] });
    play.act("kyoku", receiveIt, "11-24 10:05");
    expect(told(play.act("tokatsu", parties("kyoku"), "11-24 10:06"))).toEqual(["niban action"]);
    expect(play.steps()[0]).toBe("manager waiting party KYOKU");
    expect(play.act("niban", receiveIt, "11-24 10:07").ok).toBe(true);
    expect(play.steps()[0]).toBe("manager received party KYOKU NIBAN");
  });

  it("is passed over on the way up", () => {
    const play = open();
    play.act("kyoku", parties("hosa"), "11-24 10:05");
    expect(told(play.tick("11-24 11:00"))).toEqual(["tokatsu action"]);
    expect(play.steps()[1]).toBe("deputy-supervisor passed-over party");
  });

  it("cannot take himself off, and must be somebody who is known", () => {
    const play = open();
    play.act("hosa", parties("kyoku"), "11-24 10:05");
    expect(refusal(play.act("kyoku", parties(), "11-24 10:06"))).toContain("当事者");
    expect(refusal(play.act("hosa", parties("nobody"), "11-24 10:07"))).toContain("登録されていません");
  });
});
