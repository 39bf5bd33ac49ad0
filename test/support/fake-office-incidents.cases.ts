import type { IncidentDetail } from "#shared/api/schemas.ts";
import type { OfficeClock } from "./fake-office-clock.ts";
import { stick } from "./fake-office-facts.cases.ts";
import { drawOlder } from "./fake-office-older.cases.ts";
import { all, eventsOf, holder, officeSteps, stampOf, step, tateyama } from "./fake-office-steps.ts";

/** The cases of the office, newest first: one of each state that a page must be able to tell. */
export function drawIncidents(clock: OfficeClock): IncidentDetail[] {
  const { ago } = clock;
  const event = eventsOf(clock);
  const usb: IncidentDetail = {
    id: "i142",
    asOf: ago(0),
    number: "R8-0142",
    rule: "usb-unregistered",
    title: { ja: "未登録のUSBメモリの接続", en: "Unregistered USB memory stick connected" },
    clause: "第2章4(7)",
    severity: "warning",
    state: "detected",
    fingerprint: "usb|1",
    endpointId: "e3",
    endpointName: "PC-03",
    siteId: "s1",
    siteName: "事務局",
    openedAt: ago(18),
    arrivedAt: ago(18),
    updatedAt: ago(18),
    occurrences: 1,
    ongoing: true,
    receivedAt: null,
    receivedBy: null,
    receiptDue: ago(-42),
    may: [...all],
    allowedStates: ["checking", "handling", "recovered", "observing", "false-alarm"],
    data: { ...stick, reason: "unregistered", bytesWritten: null },
    route: {
      name: "office",
      steps: officeSteps({ state: "waiting", notifiedAt: ago(18), dueAt: ago(-42) }),
      nextDueAt: ago(-42),
    },
    parties: [],
    handled: false,
    closing: null,
    events: [
      event("i142", 1, 18, {
        type: "opened",
        rule: "usb-unregistered",
        fingerprint: "usb|1",
        severity: "warning",
        endpointId: "e3",
        siteId: "s1",
        data: { ...stick },
      }),
      event("i142", 2, 18, {
        type: "routed",
        route: "office",
        steps: [{ roles: ["manager"] }, { roles: ["deputy-supervisor"] }, { roles: ["supervisor"] }],
      }),
      event("i142", 3, 18, {
        type: "step-reached",
        leg: "main",
        index: 0,
        roles: ["manager"],
        by: "first",
        holders: [holder("manager")],
        dueAt: ago(-42),
        remindAt: null,
      }),
      event("i142", 4, 18, {
        type: "notified",
        personId: "p1",
        personName: "立山 花子",
        channel: "email",
        outcome: "sent",
        reason: "",
      }),
    ],
  };

  const stranger: IncidentDetail = {
    ...usb,
    id: "i141",
    number: "R8-0141",
    rule: "lan-unknown",
    title: { ja: "未登録の機器の接続", en: "Unknown device on the network" },
    clause: "第1章7(2)、第2章5(4)",
    severity: "caution",
    state: "accepted",
    endpointId: null,
    endpointName: null,
    openedAt: ago(130),
    arrivedAt: ago(130),
    updatedAt: ago(118),
    receivedAt: ago(118),
    receivedBy: "立山 花子",
    receiptDue: null,
    may: all.filter((act) => act !== "receive"),
    data: {
      reason: "unregistered",
      networkName: "事務局LAN",
      mac: "f0:9f:c2:11:22:33",
      vendor: "Ubiquiti Inc",
      address: "192.168.10.77",
      hostName: "U6-Lite",
      randomMac: false,
    },
    route: {
      name: "office",
      steps: officeSteps({
        state: "received",
        notifiedAt: ago(130),
        stamps: [stampOf(holder("manager"), ago(118), "link")],
      }),
      nextDueAt: null,
    },
    events: [
      event("i141", 1, 118, { type: "received", means: "link", stamps: [] }, tateyama),
      event("i141", 2, 110, { type: "commented", text: "業者に型番を問い合わせ中。" }, tateyama),
    ],
  };

  const server: IncidentDetail = {
    ...usb,
    id: "i140",
    number: "R8-0140",
    rule: "antivirus-off",
    title: { ja: "コンピュータウイルス対策の停止", en: "Antivirus stopped" },
    clause: "第2章4(5)",
    endpointId: "e1",
    endpointName: "SV-01",
    openedAt: ago(96),
    arrivedAt: ago(96),
    updatedAt: ago(36),
    receiptDue: ago(12),
    data: { product: "ClamAV" },
    words: {
      what: { ja: "ClamAV", en: "ClamAV" },
      happened: {
        ja: "常時の見張りが止まっています（15分以上）。",
        en: "Its on-access watch has been off for more than 15 minutes.",
      },
      doNow: {
        ja: "サーバの画面でClamAVが動いているか確かめてください。\n停止した人と理由をたずねてください。\n再開できないときは、情報管理者へ電話してください。",
        en: "Look on the server whether ClamAV is running.\nAsk who stopped it and why.\nIf it cannot be started again, call the information manager.",
      },
    },
    route: {
      name: "office",
      steps: [
        step(0, "manager", {
          state: "waiting",
          reachedBy: "first",
          notifiedAt: ago(96),
          dueAt: ago(36),
          holders: [holder("manager")],
          unreceived: true,
          passedOnAt: ago(36),
        }),
        step(1, "deputy-supervisor", { state: "passed-over", reachedBy: "vacant" }),
        step(2, "supervisor", {
          state: "waiting",
          reachedBy: "unreceived",
          notifiedAt: ago(36),
          dueAt: ago(12),
          holders: [holder("supervisor", { personId: "p3", name: "称名 四郎", deputy: true })],
        }),
      ],
      nextDueAt: null,
    },
    events: [
      event("i140", 1, 36, {
        type: "passed-on",
        leg: "main",
        index: 0,
        how: "unreceived",
        instruction: null,
      }),
      event("i140", 2, 36, {
        type: "step-passed-over",
        leg: "main",
        index: 1,
        why: "vacant",
        roles: ["deputy-supervisor"],
      }),
      event("i140", 3, 36, {
        type: "step-reached",
        leg: "main",
        index: 2,
        roles: ["supervisor"],
        by: "unreceived",
        holders: [holder("supervisor", { personId: "p3", name: "称名 四郎", deputy: true })],
        dueAt: ago(12),
        remindAt: null,
      }),
      event("i140", 4, 36, {
        type: "notified",
        personId: "p3",
        personName: "称名 四郎",
        channel: "email",
        outcome: "failed",
        reason: "送信先のサーバが応答しません。",
      }),
      event("i140", 5, 20, { type: "reminded", leg: "main", index: 2, count: 1, nextAt: null }),
    ],
  };

  const gateway: IncidentDetail = {
    ...usb,
    id: "i139",
    number: "R8-0139",
    rule: "gateway-changed",
    title: { ja: "ルータが変わりました", en: "The router has changed" },
    clause: "第2章5(4)",
    endpointId: null,
    endpointName: null,
    openedAt: ago(25),
    arrivedAt: ago(25),
    updatedAt: ago(25),
    receiptDue: ago(-35),
    may: [...all, "answer-gateway"],
    data: { networkName: "事務局LAN", before: "00:a0:de:12:34:56", now: "18:c2:41:00:00:01" },
    words: {
      what: { ja: "事務局LANのルータ", en: "The router of 事務局LAN" },
      happened: {
        ja: "00:a0:de:12:34:56 から 18:c2:41:00:00:01 に変わりました。許可した機器の登録はそのままです。",
        en: "It changed from 00:a0:de:12:34:56 to 18:c2:41:00:00:01. What was allowed stays allowed.",
      },
      doNow: {
        ja: "ルータを交換したか、まわりの人にたずねてください。\n心当たりがなければ、新しい機器がつながっている場所を確かめてください。",
        en: "Ask the people around whether the router was exchanged.\nIf nobody knows of it, find where the new device is connected.",
      },
    },
    route: {
      name: "office",
      steps: officeSteps({ state: "waiting", notifiedAt: ago(25), dueAt: ago(-35) }),
      nextDueAt: ago(-35),
    },
    events: [],
  };

  return [usb, stranger, server, gateway, ...drawOlder(clock, stranger)];
}
