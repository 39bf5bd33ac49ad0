export const ja = {
  title: "報告書",
  list: "週次の報告書",
  lead: "週に一度、前の週（月曜日から日曜日まで）のまとめを作り、作成時点の数字のまま保管します。",
  noneYet: "報告書はまだありません。",
  first: (day: string, time: string) =>
    `最初の報告書は ${day} ${time} に作成します（休業日に当たるときは次の営業日）。`,
  firstDay: (day: string) => `最初の報告書は ${day} に作成します（休業日に当たるときは次の営業日）。`,
  period: "対象期間",
  span: (from: string, to: string) => `${from} 〜 ${to}`,
  made: "作成",
  withinDeadline: "期限遵守",
  overdue: "期限超過",
  computers: (count: number) => `${count}台`,
  gaps: "監視の空白",
  gapsCount: (count: number, unconfirmed: number) =>
    unconfirmed === 0 ? `${count}件` : `${count}件（未確認 ${unconfirmed}件）`,
};
