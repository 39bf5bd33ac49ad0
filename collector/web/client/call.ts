import { z } from "zod";
import { apiError, routes, type RouteInput, type RouteName, type RouteOutput } from "#shared/api/routes.ts";
import type { Wording } from "#shared/model/common.ts";

/** What is sent for a route: only the parts it has. */
export type CallInput<N extends RouteName> = {
  readonly [K in keyof RouteInput<N> as RouteInput<N>[K] extends undefined ? never : K]: RouteInput<N>[K];
};
const objectPart = (input: object, part: "params" | "query"): object => {
  const value: unknown = Reflect.get(input, part);
  return typeof value === "object" && value !== null ? value : {};
};

/** A request that was refused or never arrived, with the sentence to show. */
export class CallFailure extends Error {
  /** The HTTP status, or 0 where no answer came. */
  readonly status: number;
  readonly code: string;
  readonly sentence: Wording;
  readonly field: string | null;
  constructor(
    status: number,
    code: string,
    sentence: Wording,
    field: string | null = null,
    options?: ErrorOptions,
  ) {
    super(sentence.en, options);
    this.name = "CallFailure";
    this.status = status;
    this.code = code;
    this.sentence = sentence;
    this.field = field;
  }
}

const noAnswer: Wording = {
  ja: "監視サーバから応答がありません。ネットワークを確かめて、もう一度お試しください。",
  en: "The collector does not answer. Check the network and try again.",
};
const strangeAnswer: Wording = {
  ja: "監視サーバの応答を読み取れませんでした。画面を読み込み直してください。",
  en: "The collector's answer could not be read. Reload the page.",
};
const longestWait = 20_000;

/** The address of a request with its parameters filled in. */
export function addressOf(path: string, params: object = {}, query: object = {}): string {
  let filled = path;
  for (const [name, value] of Object.entries(params))
    filled = filled.replace(`:${name}`, encodeURIComponent(String(value)));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  const text = search.toString();
  return text === "" ? filled : `${filled}?${text}`;
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw new CallFailure(response.status, "unreadable", strangeAnswer, null, { cause: error });
  }
}

/** Asks the collector. Throws CallFailure for a refusal, an unreadable answer and silence of 20 s. */
export async function call<N extends RouteName>(
  name: N,
  input: CallInput<N>,
  signal?: AbortSignal,
): Promise<RouteOutput<N>>;
export async function call(name: RouteName, input: object, signal?: AbortSignal): Promise<unknown> {
  const route = routes[name];
  const ends = [AbortSignal.timeout(longestWait), ...(signal ? [signal] : [])];
  const request: RequestInit = {
    method: route.method,
    credentials: "same-origin",
    headers: { accept: "application/json" },
    signal: AbortSignal.any(ends),
  };
  const sent: unknown = Reflect.get(input, "body");
  if (sent !== undefined) {
    request.body = JSON.stringify(sent);
    request.headers = { accept: "application/json", "content-type": "application/json" };
  }
  let response: Response;
  try {
    response = await fetch(
      addressOf(route.path, objectPart(input, "params"), objectPart(input, "query")),
      request,
    );
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new CallFailure(0, "no-answer", noAnswer, null, { cause: error });
  }
  const body = await bodyOf(response);
  if (!response.ok) {
    const refusal = apiError.safeParse(body);
    if (!refusal.success)
      throw new CallFailure(response.status, "unreadable", strangeAnswer, null, { cause: refusal.error });
    const { code, message, messageJa, field } = refusal.data.error;
    throw new CallFailure(response.status, code, { ja: messageJa, en: message }, field);
  }
  const answer = z.safeParse<z.ZodType>(route.response, body);
  if (!answer.success)
    throw new CallFailure(response.status, "unreadable", strangeAnswer, null, { cause: answer.error });
  return answer.data;
}
