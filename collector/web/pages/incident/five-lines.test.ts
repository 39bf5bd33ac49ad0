import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noRoute } from "#shared/model/case-route.ts";
import type { Incident } from "#shared/model/incident.ts";
import { fiveLines } from "./five-lines.ts";

const stick: Incident = {
  id: "i1",
  number: "R8-0142",
  rule: "usb-unregistered",
  title: { ja: "未登録のUSBメモリの接続", en: "Unregistered USB memory stick" },
  clause: "第2章4(7)",
  severity: "warning",
  state: "detected",
  fingerprint: "f",
  endpointId: "e1",
  endpointName: "PC-03",
  siteId: "s1",
  siteName: "事務局",
  openedAt: "2026-11-24T07:05:00.000Z",
  arrivedAt: "2026-11-24T07:06:01.000Z",
  updatedAt: "2026-11-24T07:06:01.000Z",
  occurrences: 1,
  ongoing: true,
  receivedAt: null,
  receivedBy: null,
  receiptDue: "2026-11-24T09:30:00.000Z",
  data: {
    kind: "usb-memory",
    vendor: "SanDisk",
    product: "Ultra",
    serial: "4C530001A41F",
    bytesWritten: null,
  },
  route: noRoute,
  parties: [],
  handled: false,
  closing: null,
};

describe("the five lines of a case", () => {
  it("are the words of the alert", () => {
    expect(fiveLines(stick, "ja", "K-017")).toEqual({
      when: "2026/11/24(火) 16:05（火の見に届いた時刻 16:06）",
      where: "事務局／PC-03（管理番号 K-017）",
      what: "USBメモリ　SanDisk / Ultra / シリアル末尾 …A41F（台帳にありません）",
      how: "接続されました。今も接続されています。書き込みの有無：不明（ファイルの内容・名前は記録しません）",
      user: "特定していません",
    });
  });

  it("never say that nothing was written", () => {
    const told = fiveLines(
      { ...stick, ongoing: false, data: { ...stick.data, bytesWritten: 1_500_000 } },
      "en",
      null,
    );
    expect(told.how).toContain("Written: 1.5 MB");
    expect(fiveLines({ ...stick, data: {} }, "ja", null).how).toContain("不明");
  });

  it("name the registered users without saying that it was one of them", () => {
    expect(fiveLines(stick, "ja", null, ["検針 七海", "立山 花子"]).user).toBe(
      "特定していません（この端末の登録使用者：検針 七海 ほか1名）",
    );
  });

  it("tell a condition of a computer by its title where its rule sends no words", () => {
    const off = { ...stick, rule: "antivirus-off" as const, title: { ja: "停止", en: "Off" }, data: {} };
    expect(fiveLines(off, "en", null).what).toBe("Off");
    expect(fiveLines(off, "ja", null).how).toBe("今も続いています。");
    expect(fiveLines({ ...off, ongoing: false }, "ja", null).how).toBe("終わりました。");
  });

  it("stand for any data", () => {
    const value = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), value),
        fc.constantFrom<Incident["rule"]>("usb-unregistered", "lan-unknown", "antivirus-off"),
        (data, rule) => {
          expect(fiveLines({ ...stick, rule, data }, "ja", null).what.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
