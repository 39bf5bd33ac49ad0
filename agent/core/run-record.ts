import { z } from "zod";
import { withoutRecordOfItsEnd } from "#shared/facts/health-words.ts";
import { instant } from "#shared/model/common.ts";
import { explain, type Log } from "./log.ts";
import type { Outbox } from "./outbox.ts";
import type { Clock } from "./schedule.ts";

const key = "run";
const record = z.strictObject({ startedAt: instant, aliveAt: instant });

/** Whether the last run ended as it should, so that the agent can explain its own gap. */
export interface RunRecord {
  /** Marks a run as begun. Answers what is known of a run before it that left no record of its end, else null. */
  begin(): { readonly detail: string; readonly lastSignOfLife: string | null } | null;
  /** A sign of life; the gap after a crash is as exact as these are frequent. */
  alive(): void;
  /** Marks the run as ended on purpose. */
  end(): void;
}

export function openRunRecord(deps: {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Log;
}): RunRecord {
  const startedAt = deps.clock.now();
  const save = (value: string): void => {
    try {
      deps.outbox.save(key, value);
    } catch (error) {
      deps.log("error", "the sign of life could not be kept", { reason: explain(error) });
    }
  };
  const alive = (): void => save(JSON.stringify({ startedAt, aliveAt: deps.clock.now() }));
  return {
    begin() {
      const text = deps.outbox.load(key);
      alive();
      if (text === null || text === "") return null;
      const before = read(text);
      if (before === null) {
        return { detail: `the run before ${withoutRecordOfItsEnd}`, lastSignOfLife: null };
      }
      return {
        detail: `the run since ${before.startedAt} ${withoutRecordOfItsEnd}; last sign of life ${before.aliveAt}`,
        lastSignOfLife: before.aliveAt,
      };
    },
    alive,
    end: () => save(""),
  };
}

function read(text: string): z.infer<typeof record> | null {
  try {
    const result = record.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    // Written by no version we know; that a run was cut off is known all the same.
    return null;
  }
}
