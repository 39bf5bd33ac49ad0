import type { Somebody } from "./people-on-screen.ts";

/** Two member firms: one has a 組合員 who looks, the other must stay hidden from him. */
export const firms = { own: "北陸設備工業", other: "呉羽管工" } as const;
export const office = "事務局";
export const everySite: readonly string[] = [office, firms.own, firms.other];

const someone = (name: string, email: string, chair: string, firm: string | null = null): Somebody => ({
  name,
  email: `${email}@example.jp`,
  phone: "076-000-0000",
  chairs: [chair],
  firm,
});

/** The office's people, one to a chair. */
export const people = {
  supervisor: someone("高橋 みどり", "takahashi", "統括情報管理者"),
  manager: someone("立山 花子", "tateyama", "情報管理者"),
  deputy: someone("称名 四郎", "shomyo", "統括情報管理者補佐"),
  member: someone("有峰 健", "arimine", "組合員", firms.own),
  staff: someone("中村 太郎", "nakamura", "職員"),
} as const;
export type Who = keyof typeof people;

/** What the policy gives a chair; written from the policy, never from what the product answers. */
interface Powers {
  readonly menu: readonly string[];
  /** Whose cases are seen. */
  readonly sites: readonly string[];
  /** Of `acts`, those on the sheet of a new case: of the office, for a 組合員 of the firm. */
  readonly acts: readonly string[];
}

const menu: readonly string[] = [
  "監視盤",
  "事案",
  "是正事項",
  "端末・サーバ",
  "パッチ適用状況",
  "記録媒体（USB）",
  "接続機器",
  "エージェントなしの機器",
  "監視記録",
  "報告書",
  "記録簿",
  "利用者",
  "実施手順",
  "設定",
];
const without = (...names: readonly string[]): readonly string[] =>
  menu.filter((name) => !names.includes(name));

const receipt = ["受領する", "電話で受けた"] as const;
const judging = ["重大と判定する", "重大の疑いとする", "当事者を指定する"] as const;
/** The acts that the table speaks of, in the order in which a sheet offers them. */
export const acts: readonly string[] = [...receipt, ...judging];

export const temporary = "一時許可";
export const terms = {
  today: /^今日の業務終了.*まで$/u,
  week: /^7日以内$/u,
  year: /^年度末（3\/31）まで$/u,
} as const;

/** Who sees and may do what. */
export const table: Readonly<Record<Exclude<Who, "staff">, Powers>> = {
  manager: {
    menu: without("記録簿"),
    sites: everySite,
    acts,
  },
  deputy: {
    menu: without("記録簿"),
    sites: everySite,
    acts: judging,
  },
  supervisor: {
    menu,
    sites: everySite,
    acts: judging,
  },
  member: {
    menu: without("記録媒体（USB）", "接続機器", "エージェントなしの機器", "報告書", "記録簿", "利用者"),
    sites: [firms.own],
    acts: [...receipt, "重大の疑いとする"],
  },
};

/** Rights and terms of a medium that a chair is offered (第2章1(2)ウ・オ, 4(7)); a 組合員 decides nothing. */
export const media = {
  manager: { rights: [temporary], terms: [terms.today] },
  deputy: { rights: [temporary], terms: [terms.today, terms.week] },
  supervisor: {
    rights: ["使用可", "読み取り専用", temporary, "使用禁止"],
    terms: [terms.today, terms.week, terms.year],
  },
} as const;

/** What the policy leaves to others, asked for beside the screen, and who is named as the one who decides. */
export const refusedMedia = [
  { who: "manager", right: "temporary", days: 2, deciders: "統括情報管理者補佐・統括情報管理者" },
  { who: "manager", right: "forbidden", days: null, deciders: "統括情報管理者" },
  { who: "deputy", right: "temporary", days: 8, deciders: "統括情報管理者" },
  { who: "deputy", right: "allowed", days: 200, deciders: "統括情報管理者" },
  { who: "deputy", right: "forbidden", days: null, deciders: "統括情報管理者" },
] as const;
