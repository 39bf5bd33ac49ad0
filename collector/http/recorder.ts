import type { RecordStore } from "#collector/storage/port.ts";
import type { Actor } from "#shared/model/incident.ts";
import { isoText } from "./times.ts";

/**
 * Writes one act into the chain of records. It is called before the act itself wherever the act can no longer be
 * refused: after a power failure the chain may name an act that did not come about, never miss one that did.
 */
export type Recorder = (
  actor: Actor,
  action: string,
  subject: string | null,
  detail?: Readonly<Record<string, unknown>>,
) => Promise<void>;

export function createRecorder(records: RecordStore, now: () => Temporal.Instant): Recorder {
  return async (actor, action, subject, detail = {}) => {
    await records.append({ at: isoText(now()), actor, action, subject, detail });
  };
}
