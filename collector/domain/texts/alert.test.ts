import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { officeCalendar } from "../calendar/business-hours.ts";
import type { CaseStep } from "#shared/model/case-route.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { alertText, type AlertSubject } from "./alert.ts";
import { escapeHtml, foreign, officeTime } from "./plain.ts";

const holder = { personId: "p1", name: "山田", role: "manager", deputy: false } as const;
const ahead: CaseStep = {
  leg: "main",
  index: 1,
  roles: ["deputy-supervisor"],
  state: "ahead",
  reachedBy: null,
  notifiedAt: null,
  dueAt: null,
  remindAt: null,
  holders: [],
  stamps: [],
  unreceived: false,
  passedOnAt: null,
  instruction: null,
};
const first: CaseStep = {
  ...ahead,
  index: 0,
  roles: ["manager"],
  state: "waiting",
  reachedBy: "first",
  notifiedAt: "2026-11-24T07:05:00Z",
  dueAt: "2026-11-24T08:05:00Z",
  holders: [holder],
};
const last: CaseStep = { ...ahead, index: 2, roles: ["supervisor"] };
const stamp = {
  role: "manager",
  personId: "p1",
  name: "山田",
  deputy: false,
  at: "2026-11-24T07:20:00Z",
  recordedAt: "2026-11-24T07:20:00Z",
  means: "screen",
} as const;

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
  route: { name: "office", steps: [first, ahead, last], nextDueAt: "2026-11-24T08:05:00Z" },
  parties: [],
  handled: false,
  closing: null,
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
  reader: { personId: "p1" },
  users: [],
};
const withSteps = (steps: readonly CaseStep[], more: Partial<StoredIncident> = {}): StoredIncident => ({
  ...incident,
  ...more,
  route: { ...incident.route, steps: [...steps] },
});

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
経路ア　：情報管理者 未受領［受領する］→ 統括情報管理者補佐 → 統括情報管理者
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
    const late = withSteps([{ ...first, dueAt: "2026-11-25T00:40:00Z" }, ahead, last], {
      openedAt: "2026-11-24T12:00:00Z",
      arrivedAt: "2026-11-24T23:40:00Z",
    });
    const { text } = alertText({ ...subject, incident: late });
    expect(text).toContain("2026/11/24(火) 21:00（火の見に届いた時刻 2026/11/25(水) 08:40）");
    expect(text).toContain("受領期限：2026/11/25(水) 09:40");
  });

  it("takes the route of a member firm, marks a copy, and says where a number to call is missing", () => {
    const { subject: line, text } = alertText({
      ...subject,
      kind: "copy",
      incident: {
        ...incident,
        route: { name: "member", steps: [{ ...first, roles: ["member"] }, ahead], nextDueAt: null },
      },
      reader: null,
      site: { name: "北陸設備", kind: "member" },
      contact: { name: "山田", phone: null },
    });
    expect(line).toContain("【警告・写し】");
    expect(text).toContain("経路イ　：組合員 未受領 → 統括情報管理者補佐\n");
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

describe("the route in the alert", () => {
  const deputy = { personId: "p2", name: "佐藤", role: "deputy-supervisor", deputy: true } as const;
  const second: CaseStep = {
    ...ahead,
    state: "waiting",
    reachedBy: "unreceived",
    dueAt: "2026-11-25T00:30:00Z",
    holders: [deputy],
  };
  const left = { ...first, unreceived: true, passedOnAt: "2026-11-24T08:05:00Z" };
  const received: CaseStep = { ...first, state: "received", stamps: [stamp] };

  it.each([
    [
      "未受領のまま上申, to a deputy",
      [left, second, last],
      "p2",
      [
        "通知理由：未受領のまま上申（情報管理者が期限までに受領していません）",
        "経路ア　：情報管理者 未受領のまま上申 → 統括情報管理者補佐（代） 未受領［受領する］→ 統括情報管理者",
        "受領期限：2026/11/25(水) 09:30",
      ],
    ],
    [
      "the first holder still has his own step",
      [left, second, last],
      "p1",
      ["経路ア　：情報管理者 未受領のまま上申［受領する］→ 統括情報管理者補佐 未受領 → 統括情報管理者"],
    ],
    [
      "passed on with an instruction",
      [
        { ...received, passedOnAt: "2026-11-24T07:30:00Z", instruction: "至急\n受領期限：なし" },
        { ...second, reachedBy: "passed-on", holders: [{ ...deputy, deputy: false }] },
        last,
      ],
      "p2",
      [
        "通知理由：情報管理者からの上申",
        "指示　　：至急 受領期限：なし",
        "経路ア　：情報管理者 受領 16:20 山田 → 統括情報管理者補佐 未受領［受領する］→",
      ],
    ],
    [
      "received by telephone, by a deputy, the day after",
      [{ ...received, stamps: [{ ...stamp, deputy: true, means: "telephone", at: "2026-11-25T00:00:00Z" }] }],
      "p1",
      [
        "経路ア　：情報管理者 受領 2026/11/25(水) 09:00 山田（代）（電話）\n",
        "受領期限：受領済　事案 R8-0142",
      ],
    ],
    [
      "a vacant chair",
      [
        { ...ahead, index: 0, roles: ["manager"], state: "passed-over", reachedBy: "vacant" },
        { ...second, reachedBy: "vacant" },
      ],
      "p2",
      ["通知理由：空席のため上申（情報管理者）", "経路ア　：情報管理者 空席のため上申 → 統括"],
    ],
    [
      "a 当事者",
      [
        { ...ahead, index: 0, roles: ["manager"], state: "passed-over", reachedBy: "party" },
        { ...second, reachedBy: "party" },
      ],
      "p2",
      ["通知理由：当事者のため次段へ（情報管理者）", "経路ア　：情報管理者 当事者のため次段へ → 統括"],
    ],
    [
      "two chairs of one person are one act",
      [first, { ...second, reachedBy: "same-holder", holders: [{ ...holder, role: "deputy-supervisor" }] }],
      "p1",
      ["経路ア　：情報管理者 未受領［受領する］→ 統括情報管理者補佐 未受領\n"],
    ],
  ] satisfies [string, CaseStep[], string, string[]][])("%s", (_, steps, personId, expected) => {
    const { text } = alertText({
      ...subject,
      incident: withSteps(steps),
      reader: { personId },
    });
    for (const line of expected) expect(text).toContain(line);
  });

  it("asks who telephones for a suspicion of 重大, and says when nobody judged it", () => {
    const suspected = { severity: "suspected-grave" } as const;
    const main: CaseStep = { ...first, reachedBy: "grave" };
    const early = alertText({ ...subject, incident: withSteps([main], suspected) });
    expect(early.subject).toContain("【重大の疑い・要受領】");
    expect(early.text).toContain("重大の疑い。だれが電話するかを決め、");
    const chief: CaseStep = {
      ...first,
      leg: "grave",
      roles: ["chief"],
      reachedBy: "unreceived",
      holders: [{ ...holder, personId: "p9", role: "chief" }],
    };
    const late = alertText({
      ...subject,
      incident: withSteps([main, chief], suspected),
      reader: { personId: "p9" },
    });
    expect(late.subject).toContain("【重大の疑い（判定者未応答）・要受領】");
    expect(late.text).toContain("通知理由：重大の疑い（判定者未応答）。15分以内に");
    expect(late.text).toContain("重大　　：最高情報統括責任者 未受領［受領する］");
    expect(late.html).toContain("判定者未応答");
  });

  it("has all of it in English", () => {
    const { text } = alertText({
      ...subject,
      language: "en",
      incident: withSteps([left, second, last]),
      reader: { personId: "p2" },
      users: ["鈴木", "高橋"],
    });
    expect(text).toContain("Told since: Passed on unreceived (not received in time: Information manager)");
    expect(text).toContain(
      "Route A:    Information manager passed on unreceived → Deputy supervising information manager (deputy) not received [receive] → Supervising information manager",
    );
    expect(text).toContain("registered users of this computer: 鈴木 and 1 more");
  });

  it("names the registered users without saying that one of them did it", () => {
    const { text } = alertText({ ...subject, users: ["検針担当 鈴木", "高橋", "田中"] });
    expect(text).toContain("使用者　：特定していません（この端末の登録使用者：検針担当 鈴木 ほか2名）");
  });

  it("marks a drill before everything else", () => {
    const drill = alertText({ ...subject, incident: { ...incident, state: "drill", number: "訓-R8-03" } });
    expect(drill.subject).toMatch(/^【火の見】【訓練】/u);
    expect(drill.text).toMatch(/^訓練　　：これは訓練です/u);
    expect(alertText(subject).text).not.toContain("訓練");
  });

  it("has no line of a route, but its deadline, for a case that has none", () => {
    const { text } = alertText({ ...subject, incident: withSteps([]), reader: null });
    expect(text).not.toContain("経路");
    expect(text).toContain("受領期限：2026/11/24(火) 17:05");
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
