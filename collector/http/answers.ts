import type { FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { z } from "zod";
import { CursorError, StoreError } from "#collector/storage/port.ts";
import { commonHeaders } from "./headers.ts";
import type { Log } from "./port.ts";
import { badCursor } from "./pages.ts";
import { badRequest, busy, internal, notFound, Problem, storeFailed } from "./problems.ts";

/** The part of a framework's error that is read. */
const frameworkError = z.object({ code: z.string(), statusCode: z.number().int().optional() });

const bodyTooLarge = (cause: unknown): Problem =>
  new Problem(
    413,
    "too-large",
    { en: "The request is larger than 256 KiB.", ja: "要求が256 KiBを超えています。" },
    { cause },
  );
const notJson = (cause: unknown): Problem =>
  new Problem(
    415,
    "not-json",
    {
      en: "Send the body as application/json.",
      ja: "本文は application/json で送ってください。",
    },
    { cause },
  );

/** A refused field in words. Values are never repeated: they may be passwords. */
function refusedField(instancePath: string, message: string): Problem {
  const field = instancePath.replace(/^\/+/u, "").replaceAll("/", ".").slice(0, 200);
  if (field === "") {
    return badRequest(`The request is not valid: ${message}.`, `要求の形が正しくありません（${message}）。`);
  }
  return badRequest(
    `The field ${field} is not valid: ${message}.`,
    `項目「${field}」の値が正しくありません（${message}）。`,
    field,
  );
}

/** What a refused or failed request answers. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof CursorError) return badCursor();
  if (error instanceof StoreError) return storeFailed(error);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0];
    return refusedField(first?.instancePath ?? "", first?.message ?? "not valid");
  }
  const framework = frameworkError.safeParse(error);
  if (!framework.success) return internal(error);
  const { code, statusCode = 500 } = framework.data;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return bodyTooLarge(error);
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") return notJson(error);
  if (code === "FST_STATIC_FORBIDDEN_PATH" || statusCode === 404) return notFound();
  if (statusCode === 503) return busy({ cause: error });
  if (statusCode >= 400 && statusCode < 500) {
    return badRequest(
      "The request cannot be read. Send valid JSON and a valid address.",
      "要求を読み取れません。正しいJSONと正しいアドレスを送ってください。",
    );
  }
  return internal(error);
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.retryAfterSeconds !== null) reply.header("retry-after", String(problem.retryAfterSeconds));
  if (problem.allow.length > 0) reply.header("allow", problem.allow.join(", "));
  return reply
    .code(problem.status)
    .header("cache-control", "no-store")
    .type("application/json; charset=utf-8")
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem.body());
}

/** Answers every error of a request; what is our own fault is also written to the log, with its cause. */
export function createErrorAnswer(
  log: Log,
): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void {
  return (error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status === 500) {
      log.error({ err: problem.cause, route: request.routeOptions.url ?? null }, "a request failed");
    } else if (problem.status === 503) {
      log.warn(
        { err: problem.cause ?? problem, route: request.routeOptions.url ?? null },
        "a request had to wait",
      );
    }
    // Errors before the hooks (an unreadable address) have no headers yet.
    for (const [name, value] of Object.entries(commonHeaders(request))) {
      if (!reply.hasHeader(name)) reply.header(name, value);
    }
    sendProblem(reply, problem);
  };
}
