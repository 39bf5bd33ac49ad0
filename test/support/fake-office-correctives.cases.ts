import type { CorrectiveRow } from "#shared/api/watch-schemas.ts";
import type { OfficeClock } from "./fake-office-clock.ts";

type Computer = CorrectiveRow["computers"][number];

/** 是正事項 of the office: open and received, only waiting, and one that became a 事案. */
export function drawCorrectives({ ago, ahead }: OfficeClock): CorrectiveRow[] {
  const computer = (
    rule: CorrectiveRow["rule"],
    index: number,
    what: Computer["what"],
    change: Partial<Computer> = {},
  ): Computer => ({
    id: `${rule}-e${index}`,
    rule,
    endpointId: `e${index}`,
    endpointName: `PC-${String(index).padStart(2, "0")}`,
    siteId: "s1",
    severity: "caution",
    state: "open",
    beganAt: ago(60 * 50),
    afterAbsence: false,
    openedAt: ago(60 * 46),
    dueAt: ahead(72),
    incidentId: null,
    incidentNumber: null,
    receivedAt: null,
    receivedBy: null,
    endedAt: null,
    data: {},
    what,
    ...change,
  });
  const row = (rule: CorrectiveRow["rule"], change: Partial<CorrectiveRow>): CorrectiveRow => {
    const computers = change.computers ?? [];
    const due = computers.flatMap(({ dueAt, state, incidentId }) =>
      dueAt === null || state !== "open" || incidentId !== null ? [] : [dueAt],
    );
    return {
      id: `${rule}|s1`,
      rule,
      title: { ja: "", en: "" },
      clause: "第2章4(4)",
      siteId: "s1",
      siteName: "事務局",
      severity: "caution",
      waiting: computers.filter(({ state }) => state === "waiting").length,
      open: computers.filter(({ state }) => state === "open").length,
      becameIncident: computers.filter(({ incidentId }) => incidentId !== null).length,
      beganAt: ago(60 * 50),
      nextDueAt: due.toSorted()[0] ?? null,
      receivedAt: null,
      receivedBy: null,
      ...change,
      computers,
    };
  };
  const late = { ja: "openssl ほか2件　期限を4日超過", en: "openssl and 2 more, 4 days past the deadline" };
  const waiting = {
    ja: "起動後の更新待ち（残り 3時間）",
    en: "Waits for its updates after start (3 hours left)",
  };
  const received = { receivedAt: ago(60 * 20), receivedBy: "立山 花子" };
  return [
    row("patch-overdue", {
      title: { ja: "更新の期限超過", en: "Updates past their deadline" },
      computers: [
        computer("patch-overdue", 2, late),
        computer("patch-overdue", 13, {
          ja: "linux-image-amd64　期限を1日超過",
          en: "linux-image-amd64, 1 day past",
        }),
        computer("patch-overdue", 14, waiting, {
          state: "waiting",
          openedAt: null,
          dueAt: ahead(3),
          afterAbsence: true,
        }),
      ],
    }),
    row("antivirus-stale", {
      title: { ja: "ウイルス定義が古い", en: "Antivirus definitions are old" },
      clause: "第2章4(5)",
      computers: [
        computer(
          "antivirus-stale",
          12,
          { ja: "定義が5日前のもの", en: "Definitions are 5 days old" },
          received,
        ),
        ...[15, 16, 17, 18].map((index) =>
          computer("antivirus-stale", index, waiting, {
            state: "waiting",
            openedAt: null,
            dueAt: ahead(2),
            afterAbsence: true,
          }),
        ),
      ],
      ...received,
    }),
    row("os-unsupported", {
      id: "os-unsupported|s2",
      title: { ja: "サポートが終了したOS", en: "Operating system past its support" },
      siteId: "s2",
      siteName: "北陸設備工業",
      computers: [
        computer(
          "os-unsupported",
          9,
          { ja: "Windows 10 Pro 22H2（2025/10/14 終了）", en: "Windows 10 Pro 22H2 (ended 2025/10/14)" },
          {
            siteId: "s2",
            dueAt: ago(60 * 24),
            incidentId: "i138",
            incidentNumber: "R8-0138",
            ...received,
          },
        ),
      ],
      ...received,
    }),
    row("could-not-look", {
      title: { ja: "診断できない端末", en: "Computers that could not be looked at" },
      clause: "第2章6(3)",
      severity: "info",
      computers: [
        computer("could-not-look", 7, {
          ja: "ウイルス対策：clamd のソケットを読む権限がありません。",
          en: "Antivirus: not allowed to read clamd's socket.",
        }),
      ],
    }),
    row("endpoint-silent", {
      title: { ja: "未応答の端末", en: "Computers not heard from" },
      clause: "第2章6(3)",
      computers: [
        computer("endpoint-silent", 4, waiting, {
          what: {
            ja: "通常の終了のあと、まだ起動していません",
            en: "Not started again since it was shut down",
          },
          state: "waiting",
          openedAt: null,
          dueAt: ahead(10),
        }),
      ],
    }),
  ];
}
