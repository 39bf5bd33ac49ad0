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
          "The people's API of Hinomi (火の見). Times are UTC. Lists are read page by page: send `next` as `cursor`.",
        version,
      },
      components: {
        securitySchemes: {
          session: { type: "apiKey", in: "cookie", name: sessionCookie },
          token: { type: "http", scheme: "bearer", description: "An API token: hnm_ and 43 letters." },
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
