import { describe, expect, it } from "vitest";
import { drawIncidents } from "#test/support/fake-office-incidents.cases.ts";
import { officeClock } from "#test/support/fake-office-clock.ts";
import { moments } from "./history.ts";
import { stampRows } from "./stamps.ts";

const cases = drawIncidents(officeClock(Temporal.Instant.from("2026-11-24T09:05:00Z")));
const rowsOf = (id: string, language: "ja" | "en" = "ja") => {
  const found = cases.find((one) => one.id === id);
  if (!found) throw new Error(id);
  return stampRows(found, language).map(({ seal, chair, name, lines }) =>
    [seal, chair, name, ...lines].join(" "),
  );
};

describe("the stamps of a route", () => {
  it("say who is waited for, since when and until when", () => {
    expect(rowsOf("i142")).toEqual([
      "検知 火の見（自動検知）  2026/11/24(火) 17:47",
      "未受領 情報管理者 立山 花子 通知 2026/11/24(火) 17:47 受領期限 2026/11/24(火) 18:47",
      "これから 統括情報管理者補佐 ",
      "これから 統括情報管理者 ",
    ]);
  });
  it("say what went on unreceived, past a vacant chair, to a deputy who could not be told", () => {
    expect(rowsOf("i140").slice(1)).toEqual([
      "未受領 情報管理者 立山 花子 通知 2026/11/24(火) 16:29 受領期限 2026/11/24(火) 17:29 未受領のまま上申 2026/11/24(火) 17:29",
      "次段へ 統括情報管理者補佐  空席のため上申",
      "未受領 統括情報管理者 称名 四郎（代） 未受領のまま上申 通知 2026/11/24(火) 17:29 称名 四郎 へメールで知らせることができませんでした: 送信先のサーバが応答しません。 受領期限 2026/11/24(火) 17:53",
    ]);
  });
  it("promise nothing of a case that has ended", () => {
    const ended = cases
      .filter(({ id }) => id === "i142")
      .map((one) => ({ ...one, state: "closed" as const }));
    const seals = ended
      .flatMap((one) => stampRows(one, "ja"))
      .map(({ seal, lines }) => [seal, ...lines].join(" "));
    expect(seals.slice(2)).toEqual(Array(2).fill("届かず この段に届く前に終わりました"));
  });
  it("say a call, an instruction and a party", () => {
    const rows = rowsOf("i138");
    expect(rows[1]).toBe("次段へ 組合員  当事者のため次段へ");
    expect(rows[2]).toContain("電話 情報管理者 立山 花子 当事者のため次段へ");
    expect(rows[2]).toContain("指示：充電器の置き場所を確かめてください。");
  });
  it("say that a receipt by mail link is known by the link only", () => {
    expect(rowsOf("i141", "en")[1]).toContain("mail link known by the link only");
  });
});

describe("the timeline", () => {
  it.each(["ja", "en"] as const)("tells every kind of event in words (%s)", (language) => {
    const told = cases.flatMap((one) => moments(one, language));
    expect(told.length).toBeGreaterThan(15);
    for (const { what } of told) {
      expect(what.length).toBeGreaterThan(2);
      expect(what).not.toMatch(/undefined|\[object|step-|passed-on/u);
    }
  });
});
