import type { Handlers } from "../route-types.ts";
import { isoText } from "../times.ts";
import type { RouteContext } from "./context.ts";

type Own = "listRefusals" | "getHealthz";

/** The collector itself. */
export function systemRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, now, log, version } = context;
  return {
    async listRefusals({ query }) {
      const page = await store.refusals.list(query);
      return { items: [...page.items], next: page.next, asOf: isoText(now()) };
    },
    async getHealthz({ reply }) {
      try {
        await store.ping();
        return { ok: true, version, store: "ok" };
      } catch (error) {
        log.error({ err: error }, "the store does not answer");
        reply.code(503);
        return { ok: false, version, store: "failed" };
      }
    },
  };
}
