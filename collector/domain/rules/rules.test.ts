import { readdirSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findingData, ruleCode, type FindingData } from "#shared/model/incident.ts";
import { caseTitle, caseWords, rules } from "./index.ts";
import { amount } from "./usb-unregistered/words.ts";

describe("the list of rules", () => {
  it("names every rule that has a folder, and no other", () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(new Set(Object.keys(rules))).toEqual(new Set(folders));
    expect(new Set(ruleCode.options)).toEqual(new Set(folders));
  });

  it.each(ruleCode.options)("declares %s whole: code, clause, words in both languages", (code) => {
    const rule = rules[code];
    expect(rule.code).toBe(code);
    expect(rule.clause).toMatch(/^第\d章/u);
    expect(rule.title.ja).not.toBe("");
    expect(rule.title.en).not.toBe("");
    expect(rule.dependsOn).not.toContain(code);
  });
});

describe("a case in words", () => {
  it("has every part in both languages, whatever its data are", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ruleCode.options),
        fc.dictionary(
          fc.constantFrom(
            "reason",
            "kind",
            "serial",
            "vendor",
            "mac",
            "devices",
            "bytesWritten",
            "storm",
            "computers",
            "computer1",
            "endpoint1",
            "worst",
            "dueAt",
            "since",
            "builtAt",
            "networkName",
            "knownMacs",
            "grouped",
          ),
          fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
        ),
        (rule, data) => {
          fc.pre(findingData.safeParse(data).success);
          const words = caseWords({ rule, data });
          const parts = [words.title, words.what, words.happened, words.doNow];
          expect(parts.flatMap((one) => [one.ja, one.en])).not.toContain("");
        },
      ),
    );
  });

  it.each<[FindingData, string]>([
    [{ kind: "usb-memory", reason: "unregistered" }, "未登録のUSBメモリの接続"],
    [{ kind: "external-disk", reason: "unregistered" }, "未登録の外付けディスクの接続"],
    [{ kind: "smartphone", reason: "unregistered" }, "スマートフォンの接続（充電を含む）"],
    [{ kind: "sd-card", reason: "forbidden" }, "使用禁止のSDカードの接続"],
    [{ kind: "usb-memory", reason: "expired" }, "許可の期限が切れたUSBメモリの接続"],
    [{ kind: "usb-memory", reason: "other-computer" }, "この端末に登録のないUSBメモリの接続"],
    [{ kind: "usb-memory", reason: "written" }, "読み取り専用のUSBメモリへの書き込み（要確認）"],
  ])("is titled by kind and reason: %j", (data, title) => {
    expect(caseTitle({ rule: "usb-unregistered", data })).toMatchObject({
      title: { ja: title },
      clause: "第2章4(7)",
    });
  });

  it.each<[string | null, string | null, string]>([
    ["4C530001A41F", "unique", "シリアル末尾 …A41F"],
    [null, "missing", "シリアルなし（製品単位で見分けます）"],
    [null, "unique", "シリアルなし（製品単位で見分けます）"],
    ["6&2A&0", "generated", "シリアルは端末が付けた仮のもの"],
    ["123456789", "shared", "シリアルでは見分けられません（同じ番号の製品があり得ます）"],
    ["123456789", null, "シリアルでは見分けられません（同じ番号の製品があり得ます）"],
  ])("says of the serial %s of quality %s what it can tell", (serial, quality, text) => {
    const data: FindingData = { kind: "usb-memory", serial, serialQuality: quality };
    expect(caseWords({ rule: "usb-unregistered", data }).what.ja).toContain(`/${text}（台帳にありません）`);
  });

  it("never claims that nothing was written where nobody counted", () => {
    const words = caseWords({ rule: "usb-unregistered", data: { kind: "usb-memory", bytesWritten: null } });
    expect(words.happened.ja).toContain("書き込みの有無：不明");
  });

  it.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1536, "1.5 KiB"],
    [64 * 1024 * 1024, "64 MiB"],
    [5 * 1024 ** 4, "5.0 TiB"],
  ])("writes %i bytes as %s", (bytes, text) => {
    expect(amount(bytes)).toBe(text);
  });
});
