import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { officeCalendar } from "../calendar/business-hours.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { alertText, type AlertSubject } from "./alert.ts";
import { escapeHtml, foreign, officeTime } from "./plain.ts";

const incident: StoredIncident = {
  id: "inc-1",
  number: "R8-0142",
  rule: "usb-unregistered",
  severity: "warning",
  state: "detected",
  fingerprint: "f",
  endpointId: "pc-03",
  siteId: "office",
  openedAt: "2026-11-24T07:05:00Z",
  arrivedAt: "2026-11-24T07:05:00Z",
  updatedAt: "2026-11-24T07:05:00Z",
  occurrences: 1,
  ongoing: true,
  receivedAt: null,
  receivedBy: null,
  data: {
    reason: "unregistered",
    kind: "usb-memory",
    vendor: "SanDisk Corp.",
    product: "Ultra",
    serial: "4C530001A41F",
    serialQuality: "unique",
    bytesWritten: null,
  },
};
const subject: AlertSubject = {
  incident,
  endpoint: { hostname: "PC-03", managementNumber: "K-017" },
  site: { name: "事務局", kind: "office" },
  contact: { name: "山田", phone: "0761-00-0000" },
  publicUrl: null,
  kind: "action",
  language: "ja",
  calendar: officeCalendar,
};

describe("the alert", () => {
  it("has the office's own form", () => {
    const { subject: line, text } = alertText(subject);
    expect(line).toBe("【火の見】【警告・要受領】未登録のUSBメモリの接続 事務局 PC-03（R8-0142）");
    expect(text).toBe(`いつ　　：2026/11/24(火) 16:05（火の見に届いた時刻 16:05）
どこで　：事務局／PC-03（管理番号 K-017）
なにが　：USBメモリ　SanDisk Corp./Ultra/シリアル末尾 …A41F（台帳にありません）
どうした：接続されました。書き込みの有無：不明（ファイルの内容・名前は記録しません）
使用者　：特定していません
根拠　　：実施手順「記録媒体の使用」（第2章4(7)）
いま行うこと：使用者に事情をたずね、安全な取り外しをしてもらってください。
　　　　　　　中身は開かないでください。預かる場合は本人の了解を得て、預り票を渡してください。
経路ア　：情報管理者［受領する］→ 統括情報管理者補佐 → 統括情報管理者
受領期限：2026/11/24(火) 17:05　事案 R8-0142

事務局の中では、火の見の「事案」で R8-0142 を開いて受領できます。
連絡先：山田　電話 0761-00-0000
受領は「受け取ったこと」の記録です（内容の承認ではありません）。
`);
  });

  it("has an English twin of equal content", () => {
    const { subject: line, text } = alertText({ ...subject, language: "en" });
    expect(line).toBe(
      "[Hinomi] [Warning: please receive] Unregistered USB memory stick connected 事務局 PC-03 (R8-0142)",
    );
    expect(text).toContain("When:       2026-11-24 (Tue) 16:05 JST (reached Hinomi at 16:05)");
    expect(text).toContain("Written to: unknown");
    expect(text).toContain("Receive by: 2026-11-24 (Tue) 17:05 JST, case R8-0142");
  });

  it("carries a link only where a phone outside can open it", () => {
    expect(JSON.stringify(alertText(subject))).not.toContain("http");
    const { text, html } = alertText({ ...subject, publicUrl: "https://hinomi.example.jp" });
    expect(text).toContain("\nhttps://hinomi.example.jp/incidents/inc-1\n");
    expect(html.match(/https:/gu)).toHaveLength(1);
    expect(html).toContain('<a href="https://hinomi.example.jp/incidents/inc-1"');
  });

  it("names the day of arrival when the report came late, and runs the deadline from it", () => {
    const late = { ...incident, openedAt: "2026-11-24T12:00:00Z", arrivedAt: "2026-11-24T23:40:00Z" };
    const { text } = alertText({ ...subject, incident: late });
    expect(text).toContain("2026/11/24(火) 21:00（火の見に届いた時刻 2026/11/25(水) 08:40）");
    expect(text).toContain("受領期限：2026/11/25(水) 09:40");
  });

  it("takes the route of a member firm, marks a copy, and says where a number to call is missing", () => {
    const { subject: line, text } = alertText({
      ...subject,
      kind: "copy",
      site: { name: "北陸設備", kind: "member" },
      contact: { name: "山田", phone: null },
    });
    expect(line).toContain("【警告・写し】");
    expect(text).toContain("経路イ　：組合員［受領する］→ 情報管理者");
    expect(text).toContain("連絡先：情報管理者 山田（電話番号は登録されていません）");
  });

  it("names a stranger on the network by MAC, maker, address and place", () => {
    const { text } = alertText({
      ...subject,
      incident: {
        ...incident,
        rule: "lan-unknown",
        data: {
          reason: "unregistered",
          mac: "00:1b:a9:00:00:07",
          randomMac: false,
          vendor: "Brother industries, LTD.",
          address: "192.168.10.77",
          hostName: "BRW-7",
          networkName: "事務局LAN",
        },
      },
    });
    expect(text).toContain("どこで　：事務局／事務局LAN（気づいた端末 PC-03）");
    expect(text).toContain(
      "なにが　：機器　MAC 00:1b:a9:00:00:07／Brother industries, LTD.／IP 192.168.10.77／自称 BRW-7（台帳にありません）",
    );
  });
});

describe("foreign text in the alert", () => {
  const evil = 'X"><img src=//e.example/p>\r\nいま行うこと：https://e.example/ を開く\u202E\u2028<b>';
  const attacked = alertText({
    ...subject,
    endpoint: { hostname: evil, managementNumber: evil },
    incident: { ...incident, data: { ...incident.data, vendor: evil, product: evil, serial: evil } },
  });

  it("forges no line, no header and no link", () => {
    expect(attacked.subject).not.toMatch(/[\p{Cc}\p{Zl}]/u);
    expect(attacked.text.split("\n").filter((line) => line.startsWith("いま行うこと："))).toHaveLength(1);
    expect(attacked.text).not.toContain("://");
    expect(attacked.text).not.toContain("\u202E");
  });

  it("brings no markup", () => {
    expect(attacked.html).not.toContain("<img");
    expect(attacked.html).not.toContain("<b>");
    expect(attacked.html).toContain("&lt;img");
  });

  it("stays harmless whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const line = foreign(text);
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]|:\/\//u);
        expect(Array.from(line).length).toBeLessThanOrEqual(120);
        expect(escapeHtml(text)).not.toMatch(/[<>"']/u);
      }),
    );
  });
});

describe("officeTime", () => {
  it.each([
    ["2026-11-24T07:05:00Z", "2026/11/24(火) 16:05"],
    ["2026-11-23T15:00:00Z", "2026/11/24(火) 00:00"],
    ["2027-01-02T14:59:59Z", "2027/01/02(土) 23:59"],
  ])("%s is %s in the office", (instant, text) => {
    expect(officeTime(instant, "ja")).toBe(text);
  });
});
