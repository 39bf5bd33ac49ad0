import type { SendOutcome } from "../port.ts";
import { redact } from "./redact.ts";

const property = (error: unknown, name: string): unknown =>
  typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;

/** What people are told for each way of failing; the server's own words follow. */
const wordsOf: Readonly<Record<string, string>> = {
  EAUTH: "メールサーバにサインインできません（利用者名かパスワード）",
  ETLS: "メールサーバと暗号化して通信できません",
  EDNS: "メールサーバの名前が見つかりません",
  ETIMEDOUT: "メールサーバが時間内に答えません",
  ECONNECTION: "メールサーバに接続できません",
  ESOCKET: "メールサーバとの接続が切れました",
  EENVELOPE: "メールサーバが宛先または差出人を断りました",
  EMESSAGE: "メールサーバがメールを断りました",
  ENOENT: "設定にあるファイルが見つかりません",
  EACCES: "設定にあるファイルを読めません",
};

/**
 * Whether another try can help. The server's own answer decides where there is one: 4xx is "not now", 5xx is "never".
 * A refused sign-in is tried again, since the password's file may be put right meanwhile; so is everything that failed
 * before the server answered.
 */
export function outcomeOf(error: unknown, secrets: readonly string[]): SendOutcome {
  const code = property(error, "code");
  const answer = property(error, "responseCode");
  const response = property(error, "response");
  const permanent =
    typeof answer === "number" && answer >= 500 && answer <= 599 && code !== "EAUTH" && code !== "ETLS";
  const words = typeof code === "string" ? wordsOf[code] : undefined;
  const said =
    typeof response === "string" ? response : error instanceof Error ? error.message : String(error);
  const detail = redact(said, secrets);
  return { ok: false, retry: !permanent, reason: words === undefined ? detail : `${words}：${detail}` };
}
