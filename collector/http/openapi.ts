import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { sessionCookie } from "./identity/authenticate.ts";

/** Describes every route that is registered after it, as OpenAPI 3.1. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Hinomi",
        description:
          "The people's API of Hinomi (火の見). Times are UTC. Lists are read page by page: send `next` as `cursor`. Every answer to GET has an ETag; If-None-Match with it gets 304 while nothing changed.",
        version,
      },
      components: {
        securitySchemes: {
          session: {
            type: "apiKey",
            in: "cookie",
            name: sessionCookie,
            description:
              "The session of a signed-in person. A request that changes something carries the Origin of Hinomi's own page.",
          },
          token: {
            type: "http",
            scheme: "bearer",
            description:
              "An API token: hnm_ and 43 letters. The scope read looks; write also enters and decides what the information manager decides. What is a named person's act (receiving, judging, closing, people) no token does.",
          },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
}

/** Unicode's class of control characters, as our schemas write it, and the same in the plain words of every reader. */
const unicodeControls = String.raw`\P{Cc}`;
const namedControls = String.raw`[^\u0000-\u001f\u007f-\u009f]`;

/** Patterns with the controls named one by one: many programs that read a description know no Unicode classes. */
function readable(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(readable);
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [
      key,
      key === "pattern" && typeof value === "string"
        ? value.replaceAll(unicodeControls, namedControls)
        : readable(value),
    ]),
  );
}

/** Serves the description itself. */
export function serveApiDescription(app: FastifyInstance): void {
  let description: unknown = null;
  app.get("/api/openapi.json", { schema: { hide: true } }, async () => {
    description ??= readable(app.swagger());
    return description;
  });
}
