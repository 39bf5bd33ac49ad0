import type { CollectorConfig } from "#collector/config.ts";
import type { BusinessCalendar } from "#collector/domain/calendar/business-hours.ts";
import type { Checkpointer } from "#collector/records/checkpoints.ts";
import type { Policy } from "#shared/model/policy.ts";
import type { Backups } from "../keeping/backup.ts";
import type { createDigests } from "../notices/digest.ts";
import { afterRest, daily, hourly, onBusinessDays, onFirstBusinessDay } from "./jobs.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import type { createSummaries } from "../notices/summary.ts";
import type { Job } from "./timekeeper.ts";

export interface ClockworkDeps {
  readonly config: Pick<CollectorConfig, "backup">;
  readonly policy: Policy;
  readonly calendar: BusinessCalendar;
  readonly pipeline: Pick<Pipeline, "lookAtAll" | "peopleChanged">;
  readonly digests: ReturnType<typeof createDigests>;
  readonly summaries: ReturnType<typeof createSummaries>;
  readonly checkpointer: Pick<Checkpointer, "make">;
  readonly backups: Pick<Backups, "run">;
  /** When this run of the collector began. */
  readonly startedAt: Temporal.Instant;
  readonly deliveriesDue: () => void;
  /** A summary was frozen. */
  readonly reportMade: () => void;
}

/** Just after midnight of the office: the checkpoint closes the day before. */
const checkpointAt = "00:05";

/** Everything that recurs, in the order in which it is done where several fall due at once. */
export function clockwork(deps: ClockworkDeps): readonly Job[] {
  const { policy, calendar } = deps;
  const closedOn = (date: string): boolean => calendar.closedOn(date);
  return [
    {
      name: "look-at-all",
      rhythm: hourly,
      run: async () => {
        await deps.pipeline.lookAtAll();
        // A designation that began or ended since changes who is told.
        await deps.pipeline.peopleChanged();
        return null;
      },
    },
    {
      name: "checkpoint",
      rhythm: daily(checkpointAt),
      run: async () => {
        await deps.checkpointer.make();
        return null;
      },
    },
    {
      name: "backup",
      rhythm: daily(deps.config.backup.at),
      run: async () => {
        await deps.backups.run();
        return null;
      },
    },
    {
      name: "digest",
      rhythm: onBusinessDays(policy.hours.digest, closedOn),
      run: async (date) => deps.digests.of(date),
      done: deps.deliveriesDue,
    },
    {
      name: "weekly",
      rhythm: afterRest(onFirstBusinessDay(policy.summary.time, closedOn), deps.startedAt),
      run: async (monday) => {
        // The mail carries the newest checkpoint: made now, it covers the whole week.
        await deps.checkpointer.make();
        return deps.summaries.weekly(monday);
      },
      done: () => {
        deps.deliveriesDue();
        deps.reportMade();
      },
    },
  ];
}
