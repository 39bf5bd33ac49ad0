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

/** Serves the description itself. */
export function serveApiDescription(app: FastifyInstance): void {
  app.get("/api/openapi.json", { schema: { hide: true } }, async () => app.swagger());
}
