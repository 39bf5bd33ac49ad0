import { finishedStates, type IncidentEvent } from "#shared/model/incident.ts";

/**
 * When a case was finished (完了, 誤検知 or 訓練) for good, an ISO instant, or null where it is not finished. What happens
 * to a finished case later, a comment or a notice that went out late, does not move it into another week.
 */
export function finishedAt(events: readonly IncidentEvent[]): string | null {
  let at: string | null = null;
  for (const { change, recordedAt } of events) {
    if (change.type !== "state-set") continue;
    at = finishedStates.has(change.state) ? (at ?? recordedAt) : null;
  }
  return at;
}
