import type { IncidentDetail } from "#shared/api/schemas.ts";
import type { OfficeClock } from "./fake-office-clock.ts";
import { stick } from "./fake-office-facts.cases.ts";
import { eventsOf, holder, stampOf, step, tateyama } from "./fake-office-steps.ts";

/** Cases of the days before: one that waits for the 統括, one that is closed, one that was none. */
export function drawOlder(clock: OfficeClock, stranger: IncidentDetail): readonly IncidentDetail[] {
  const { ago } = clock;
  const event = eventsOf(clock);
  const firm: IncidentDetail = {
    ...stranger,
    id: "i138",
    number: "R8-0138",
    rule: "usb-unregistered",
    title: { ja: "スマートフォンの接続（充電を含む）", en: "Phone connected (charging included)" },
    clause: "第2章4(7)",
    state: "recovered",
    siteId: "s2",
    siteName: "北陸設備工業",
    endpointId: "e8",
    endpointName: "PC-08",
    openedAt: ago(60 * 26),
    arrivedAt: ago(60 * 26),
    updatedAt: ago(60 * 3),
    ongoing: false,
    handled: true,
    may: ["comment", "judge-grave", "suspect-grave", "note-closing", "close", "set-parties"],
    allowedStates: ["prevention", "closed", "false-alarm"],
    data: { ...stick, kind: "smartphone", vendor: "Apple Inc.", product: "iPhone", serial: null },
    parties: [{ personId: "p4", name: "白馬 次郎" }],
    closing: {
      cause: "私物のスマートフォンを端末で充電した。",
      measure: "取り外しを確認し、本人に説明した。",
      prevention: "充電は専用の充電器で行うことを朝礼で周知する。",
    },
    route: {
      name: "member",
      steps: [
        step(0, "member", { state: "passed-over", reachedBy: "party" }),
        step(1, "manager", {
          state: "received",
          reachedBy: "party",
          notifiedAt: ago(60 * 26),
          holders: [holder("manager")],
          stamps: [stampOf(holder("manager"), ago(60 * 25), "telephone")],
          passedOnAt: ago(60 * 24),
          instruction: "充電器の置き場所を確かめてください。",
        }),
        step(2, "deputy-supervisor", { state: "passed-over", reachedBy: "vacant" }),
        step(3, "supervisor", {
          state: "received",
          reachedBy: "passed-on",
          notifiedAt: ago(60 * 24),
          holders: [holder("supervisor", { personId: "p3", name: "称名 四郎", deputy: true })],
          stamps: [
            stampOf(holder("supervisor", { personId: "p3", name: "称名 四郎", deputy: true }), ago(60 * 23)),
          ],
        }),
      ],
      nextDueAt: null,
    },
    events: [
      event(
        "i138",
        1,
        60 * 26,
        {
          type: "parties-set",
          parties: [{ personId: "p4", name: "白馬 次郎" }],
          reason: "本人のスマートフォンのため。",
        },
        tateyama,
      ),
      event("i138", 2, 60 * 26, {
        type: "step-passed-over",
        leg: "main",
        index: 0,
        why: "party",
        roles: ["member"],
      }),
      event("i138", 3, 60 * 25, { type: "received", means: "telephone", stamps: [] }, tateyama),
      event(
        "i138",
        4,
        60 * 24,
        {
          type: "passed-on",
          leg: "main",
          index: 1,
          how: "person",
          instruction: "充電器の置き場所を確かめてください。",
        },
        tateyama,
      ),
      event(
        "i138",
        5,
        60 * 20,
        { type: "severity-set", severity: "caution", reason: "通信の記録がないため。" },
        tateyama,
      ),
      event(
        "i138",
        6,
        60 * 4,
        {
          type: "closing-noted",
          cause: "私物のスマートフォンを端末で充電した。",
          measure: "取り外しを確認し、本人に説明した。",
          prevention: "充電は専用の充電器で行うことを朝礼で周知する。",
        },
        tateyama,
      ),
      event(
        "i138",
        7,
        60 * 3,
        { type: "handled", text: "本人の了解を得て取り外しを確認しました。" },
        tateyama,
      ),
    ],
  };

  const closed: IncidentDetail = {
    ...firm,
    id: "i130",
    number: "R8-0130",
    title: { ja: "未登録の外付けディスクの接続", en: "Unregistered external disk connected" },
    state: "closed",
    severity: "warning",
    siteId: "s1",
    siteName: "事務局",
    endpointId: "e2",
    endpointName: "PC-02",
    openedAt: ago(60 * 24 * 9),
    arrivedAt: ago(60 * 24 * 9),
    updatedAt: ago(60 * 24 * 7),
    handled: true,
    parties: [],
    may: ["comment"],
    allowedStates: [],
    data: { ...stick, kind: "external-disk", vendor: "BUFFALO", product: "HD-PCFS1.0U3" },
    events: [
      event(
        "i130",
        1,
        60 * 24 * 7,
        { type: "state-set", state: "closed", reason: "再発防止策を確認した。" },
        tateyama,
      ),
    ],
  };
  return [
    firm,
    closed,
    {
      ...closed,
      id: "i129",
      number: "R8-0129",
      state: "false-alarm",
      severity: "caution",
      title: { ja: "未登録の機器の接続", en: "Unknown device on the network" },
      rule: "lan-unknown",
      endpointId: null,
      endpointName: null,
      openedAt: ago(60 * 24 * 12),
      data: { ...stranger.data, vendor: "Brother industries, LTD.", hostName: "BRW0080774A" },
      closing: null,
      handled: false,
    },
  ];
}
