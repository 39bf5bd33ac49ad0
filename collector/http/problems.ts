import type { ApiError } from "#shared/api/schemas.ts";
import type { Wording } from "#shared/model/common.ts";
import { type Role, roleWords } from "#shared/model/role.ts";

export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 421 | 429 | 500 | 503;

export interface ProblemOptions extends ErrorOptions {
  readonly field?: string;
  /** Seconds after which trying again makes sense; becomes Retry-After. */
  readonly retryAfterSeconds?: number;
  readonly allow?: readonly string[];
}

/** A request that is refused: the answer's status, its stable code and a sentence in both languages. */
export class Problem extends Error {
  readonly status: ProblemStatus;
  readonly code: string;
  readonly sentence: Wording;
  readonly field: string | null;
  readonly retryAfterSeconds: number | null;
  readonly allow: readonly string[];

  constructor(status: ProblemStatus, code: string, sentence: Wording, options: ProblemOptions = {}) {
    super(sentence.en, options);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.sentence = sentence;
    this.field = options.field ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
    this.allow = options.allow ?? [];
  }

  body(): ApiError {
    return {
      error: {
        code: this.code,
        message: this.sentence.en,
        messageJa: this.sentence.ja,
        field: this.field,
      },
    };
  }
}

export const badRequest = (en: string, ja: string, field?: string): Problem =>
  new Problem(400, "bad-request", { en, ja }, field === undefined ? {} : { field });

export const notSignedIn = (): Problem =>
  new Problem(401, "not-signed-in", {
    en: "Sign in first, or send an API token that is still valid.",
    ja: "サインインしてください（APIトークンの場合は、有効なものを送ってください）。",
  });

/** One answer for every reason, so that it never tells which part was wrong. */
export const signInFailed = (): Problem =>
  new Problem(401, "sign-in-failed", {
    en: "E-mail, password or six-digit code is not right. Wait for the next code and try again.",
    ja: "メールアドレス、パスワード、6桁の確認コードのいずれかが違います。次のコードが出るのを待って、もう一度お試しください。",
  });

export const notPermitted = (): Problem =>
  new Problem(403, "not-permitted", {
    en: "Your role does not permit this. Ask the information manager.",
    ja: "あなたの役割ではこの操作はできません。情報管理者に相談してください。",
  });

export const memberSeesOwnFirm = (): Problem =>
  new Problem(403, "own-firm-only", {
    en: "A member firm sees and receives what concerns its own firm, and nothing else. Ask the information manager.",
    ja: "組合員が見られるのは自社の分だけです。この画面や操作については、情報管理者に相談してください。",
  });

/** Chairs in words, in the order given. */
export const chairNames = (roles: readonly Role[]): Wording => ({
  ja: roles.map((role) => roleWords[role].ja).join("・"),
  en: roles.map((role) => roleWords[role].en).join(", "),
});

export const othersDecide = (chairs: Wording, clause: string): Problem =>
  new Problem(403, "other-chair", {
    en: `This is decided by: ${chairs.en} (${clause}). Ask one of them.`,
    ja: `これを決められるのは、${chairs.ja}です（${clause}）。依頼してください。`,
  });

export const ownCase = (chairs: Wording): Problem =>
  new Problem(403, "own-case", {
    en: `You are this computer's only registered user, and nobody decides in his own case. Ask another person who is: ${chairs.en}.`,
    ja: `この端末の登録使用者はあなただけです。当事者のため、ご自分では決められません。ほかの${chairs.ja}に依頼してください。`,
  });

export const tokenScopeTooSmall = (): Problem =>
  new Problem(403, "token-scope", {
    en: "This API token may only read. Use one with the scope write.",
    ja: "このAPIトークンは読み取り専用です。書き込みのできるトークンを使ってください。",
  });

export const personOnly = (): Problem =>
  new Problem(403, "person-only", {
    en: "Only a signed-in person may do this, not an API token.",
    ja: "この操作はサインインした人だけが行えます。APIトークンではできません。",
  });

export const notFound = (): Problem =>
  new Problem(404, "not-found", {
    en: "There is nothing here. It may have been removed; load the list again.",
    ja: "見つかりません。削除された可能性があります。一覧を読み直してください。",
  });

export const conflict = (code: string, en: string, ja: string): Problem => new Problem(409, code, { en, ja });

export const nameTaken = (): Problem =>
  conflict("name-taken", "There is one with this name already.", "同じ名前のものがすでにあります。");

export const codeDoesNotFit = (): Problem =>
  badRequest(
    "The six-digit code does not fit. Look whether the telephone's clock is right and enter the next code.",
    "6桁の確認コードが合いません。携帯電話の時刻を確かめて、次のコードを入れてください。",
    "totpCode",
  );

export const linkNotOpened = (): Problem =>
  conflict(
    "setup-not-begun",
    "Open the link first, to set up the authenticator.",
    "先にリンクを開いて、認証アプリを設定してください。",
  );

export const tooMany = (retryAfterSeconds: number): Problem =>
  new Problem(
    429,
    "too-many-requests",
    {
      en: `Too many tries. Wait ${retryAfterSeconds} seconds and try again.`,
      ja: `回数が多すぎます。${retryAfterSeconds}秒待ってから、もう一度お試しください。`,
    },
    { retryAfterSeconds },
  );

export const busy = (options: ErrorOptions = {}): Problem =>
  new Problem(
    503,
    "busy",
    {
      en: "The collector is busy. Try again in a few seconds.",
      ja: "集約サーバが混み合っています。数秒待ってから、もう一度お試しください。",
    },
    { ...options, retryAfterSeconds: 5 },
  );

export const storeFailed = (cause: unknown): Problem =>
  new Problem(
    503,
    "store-failed",
    {
      en: "The store does not answer, so nothing was changed or shown. Look at the collector's log and its disk.",
      ja: "データの保存先が応答しません。変更も表示もできませんでした。集約サーバの記録とディスクを確かめてください。",
    },
    { cause, retryAfterSeconds: 10 },
  );

export const internal = (cause: unknown): Problem =>
  new Problem(
    500,
    "internal",
    {
      en: "The collector made a mistake. It is in its log; report it to whoever looks after Hinomi.",
      ja: "集約サーバの内部で誤りが起きました。記録に残っています。火の見の管理者に知らせてください。",
    },
    { cause },
  );
