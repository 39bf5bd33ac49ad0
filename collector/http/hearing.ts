import type { StreamEvent } from "#shared/api/schemas.ts";
import type { Policy } from "#shared/model/policy.ts";
import type { Principal } from "./identity/principal.ts";
import { mayReadAll, permissions, refusal, type Scope, scopeOf } from "./permissions.ts";

type Hearing = "which" | "that-only";
/** reading: sees every case. figures: sees how the watch stands. firm: a 組合員. */
type Listener = "reading" | "figures" | "firm";

/** Who hears a topic of the stream: `which` with the identifier, `that-only` without it. */
const topicHearing: Readonly<Record<StreamEvent["topic"], Readonly<Record<Listener, Hearing | null>>>> = {
  endpoints: { reading: "which", figures: "that-only", firm: "that-only" },
  incidents: { reading: "which", figures: "that-only", firm: "that-only" },
  correctives: { reading: "which", figures: "that-only", firm: "that-only" },
  attendance: { reading: "which", figures: "that-only", firm: "that-only" },
  collector: { reading: "which", figures: "that-only", firm: "that-only" },
  "usb-devices": { reading: "which", figures: "that-only", firm: null },
  "lan-devices": { reading: "which", figures: "that-only", firm: null },
  reports: { reading: "which", figures: "that-only", firm: null },
  networks: { reading: "which", figures: null, firm: null },
  people: { reading: "which", figures: null, firm: null },
  assets: { reading: "which", figures: null, firm: null },
};
export const streamTopics = Object.keys(topicHearing);

function listenerOf(principal: Principal, scope: Scope, policy: Policy): Listener {
  if (scope !== "all") return "firm";
  return mayReadAll(principal, policy) ? "reading" : "figures";
}

/** The event as this principal may hear it, or null where it may not. */
export function heardBy(principal: Principal, event: StreamEvent, policy: Policy): StreamEvent | null {
  const permission = permissions.getStream;
  if (refusal(permission, principal, policy) !== null) return null;
  const hearing = topicHearing[event.topic][listenerOf(principal, scopeOf(permission, principal), policy)];
  if (hearing === null) return null;
  return hearing === "which" ? event : { ...event, id: null };
}
