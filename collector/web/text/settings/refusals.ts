import type { Wording } from "#shared/model/common.ts";
import type { RefusalCode } from "#shared/protocol/messages.ts";

/** Why the collector refused, for those who read the list; a code that is new to the page stands for itself. */
const words: Readonly<
  Record<
    | RefusalCode
    | "replaced"
    | "tls-failed"
    | "too-many"
    | "not-judged"
    | "sign-in-failed"
    | "enrolment-unknown"
    | "enrolment-expired"
    | "enrolment-used"
    | "enrolment-bad-csr",
    Wording
  >
> = {
  "bad-frame": { ja: "読み取れない通信が届きました", en: "An unreadable message arrived" },
  "too-large": { ja: "大きすぎる通信が届きました", en: "A message was too large" },
  "unknown-type": { ja: "知らない種類の通信が届きました", en: "A message of an unknown type arrived" },
  "protocol-version": {
    ja: "端末側の火の見の版が合いません",
    en: "The computer's version of Hinomi does not fit",
  },
  "not-enrolled": { ja: "登録されていない端末からの接続です", en: "A computer that is not enrolled" },
  revoked: { ja: "登録を取り消した端末からの接続です", en: "A computer whose enrolment was revoked" },
  "wrong-certificate": {
    ja: "証明書がこの端末のものではありません",
    en: "The certificate is not this computer's",
  },
  replayed: { ja: "一度届いた通信がもう一度送られました", en: "A message was sent a second time" },
  "bad-sequence": { ja: "通信の順番が合いません", en: "Messages were out of order" },
  "clock-nonsense": { ja: "端末の時計が大きくずれています", en: "The computer's clock is far off" },
  "bad-observation": { ja: "報告の内容が正しい形ではありません", en: "A report had not the right shape" },
  "too-fast": { ja: "短い時間に送られすぎています", en: "Too much was sent in a short time" },
  "no-hello": { ja: "接続のあと名乗りませんでした", en: "It connected and did not introduce itself" },
  "bad-csr": {
    ja: "証明書の更新の求めが正しくありません",
    en: "A request to renew the certificate was not right",
  },
  unavailable: {
    ja: "監視サーバが一時的に受け取れませんでした",
    en: "The collector could not take it at that time",
  },
  replaced: {
    ja: "同じ端末から二つ目の接続があり、前の接続を閉じました",
    en: "The same computer connected a second time; the former connection was closed",
  },
  "tls-failed": {
    ja: "暗号化した接続を始められませんでした",
    en: "An encrypted connection could not be made",
  },
  "too-many": { ja: "拒否が多すぎるため、まとめて数えました", en: "Too many refusals; counted together" },
  "not-judged": { ja: "届いた報告を判定できませんでした", en: "A report that arrived could not be judged" },
  "sign-in-failed": { ja: "サインインに失敗しました", en: "A sign-in failed" },
  "enrolment-unknown": { ja: "登録コードが正しくありません", en: "The enrolment code is not known" },
  "enrolment-expired": { ja: "登録コードの期限が切れています", en: "The enrolment code has expired" },
  "enrolment-used": { ja: "登録コードは使用済みです", en: "The enrolment code was used already" },
  "enrolment-bad-csr": {
    ja: "登録のときの証明書の求めが正しくありません",
    en: "The certificate request of an enrolment was not right",
  },
};

const known = new Map<string, Wording>(Object.entries(words));

/** The words for a refusal's code. */
export const refusalWords = (code: string): Wording => known.get(code) ?? { ja: code, en: code };
