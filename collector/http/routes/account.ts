import type { Handlers } from "../route-types.ts";
import type { RouteContext } from "./context.ts";

type Own = "beginAccount" | "finishAccount";

/** How an invited person opens the account. */
export function accountRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { accounts, sessions, limit, hub, sessionOf } = context;
  return {
    async beginAccount({ body, request }) {
      await limit("accountByAddress", request);
      return accounts.begin(body.link);
    },

    async finishAccount({ body, request, reply }) {
      await limit("accountByAddress", request);
      const person = await accounts.finish(body);
      await sessions.open(reply, person.id);
      hub.publish({ topic: "people", id: person.id, arrivedAt: null });
      return sessionOf(person);
    },
  };
}
