export const ja = {
  until: (date: string) => `${date} まで`,
  daysLeft: (days: number) => `あと${days}日`,
  lastDay: "今日かぎり",
  expired: (date: string) => `期限切れ（${date}）`,
  // who may decide
  mayDecide: (what: string) => `${what}を決められる人：`,
  confirmed: (roles: string) => `あとから${roles}が確認します。`,
  askManager: "だれが決めるかは、情報管理者にたずねてください。",
  and: "・",
  clause: (clause: string) => `（${clause}）`,
  stop: "。",
  vacant: "空席",
  deputy: "（代）",
};
