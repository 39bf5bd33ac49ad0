import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { RouteName, RouteOutput, routes } from "#shared/api/routes.ts";
import type { Principal } from "./identity/principal.ts";
import type { Scope } from "./permissions.ts";

type Part<N extends RouteName, K extends "params" | "query" | "body"> = (typeof routes)[N] extends {
  readonly [P in K]: infer S extends z.ZodType;
}
  ? z.output<S>
  : undefined;

/** One checked request, as a handler sees it. */
export interface Call<N extends RouteName> {
  readonly params: Part<N, "params">;
  readonly query: Part<N, "query">;
  readonly body: Part<N, "body">;
  readonly principal: Principal;
  /** What of the organisation this route shows to the one who asks. */
  readonly scope: Scope;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Answers one route. What it throws as a Problem is told as it is; anything else is a mistake of ours. */
export type Handler<N extends RouteName> = (call: Call<N>) => Promise<RouteOutput<N>>;

/** A handler for every route but the stream, whose answer never ends. */
export type Handlers = { readonly [N in Exclude<RouteName, "getStream">]: Handler<N> };
