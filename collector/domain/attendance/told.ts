import type { StoredObservation } from "#shared/api/schemas.ts";
import { health, type HealthEvent, healthEvent } from "#shared/facts/health.ts";
import { reading } from "#shared/facts/reading.ts";

/** What an agent told about itself and its computer, as far as gaps can be explained by it. Times as it told them. */
export type Told =
  | { readonly kind: "event"; readonly at: string; readonly event: HealthEvent }
  | {
      readonly kind: "reading";
      readonly at: string;
      /** When the computer was switched on, or null where it does not know. */
      readonly bootedAt: string | null;
      /** When this run of the agent began. */
      readonly startedAt: string;
    };

const healthReading = reading(health);

/** The part of an observation that explains gaps, or null: another fact, a failed look, a form of another version. */
export function toldOf(observation: StoredObservation): Told | null {
  const { at, body, fact, kind, unread } = observation;
  if (fact !== "health" || unread) return null;
  if (kind === "event") {
    const parsed = healthEvent.safeParse(body);
    return parsed.success ? { kind, at, event: parsed.data } : null;
  }
  const parsed = healthReading.safeParse(body);
  const value = parsed.success ? parsed.data.value : undefined;
  return value === undefined
    ? null
    : { kind, at, bootedAt: value.bootedAt, startedAt: value.agent.startedAt };
}

const explaining: ReadonlySet<HealthEvent["type"]> = new Set([
  "agent-started",
  "agent-stopped",
  "boot",
  "shutdown",
  "sleep",
  "resume",
]);

/** Whether this may change what is known of a gap. */
export const explains = (told: Told): boolean => told.kind === "reading" || explaining.has(told.event.type);
