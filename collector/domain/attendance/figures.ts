import type { AttendanceFigures } from "#shared/model/attendance-figures.ts";
import { excusedCauses, type Gap } from "#shared/model/attendance.ts";
import { lengthOf, type Span, union, within, without } from "./spans.ts";

/** A computer during one stretch of time in which it was to be watched. */
export interface AttendanceSubject {
  readonly endpointId: string;
  /** ISO instants; `until` is null while it is to be watched. */
  readonly since: string;
  readonly until: string | null;
  /** Facts whose sensors are to look on it. */
  readonly facts: readonly string[];
}

export interface FiguresQuestion {
  /** ISO instants, `from` included, `to` not. */
  readonly from: string;
  readonly to: string;
  /** Stretches of one computer must not overlap. */
  readonly subjects: readonly AttendanceSubject[];
  /** When the collector was first started. */
  readonly collectorSince: string;
  /** Gaps that touch the time; those of other computers are passed over. */
  readonly gaps: readonly Gap[];
}

const floorSecond = (instant: string): number =>
  Math.floor(Temporal.Instant.from(instant).epochMilliseconds / 1000);
const ceilSecond = (instant: string): number =>
  Math.ceil(Temporal.Instant.from(instant).epochMilliseconds / 1000);

/**
 * Counts the watch second by second. A second that was missed in part is missed. A gap of the collector counts against
 * every agent and sensor, one of an agent against its sensors; the time in which a computer was off or asleep is not
 * due. A gap that lasts runs to the end of the time. `gaps` counts those of the time, the collector's included.
 */
export function attendanceFigures(question: FiguresQuestion): AttendanceFigures {
  const period: Span = { from: floorSecond(question.from), to: floorSecond(question.to) };
  const spanOf = (gap: Gap): Span => ({
    from: floorSecond(gap.from),
    to: gap.to === null ? period.to : ceilSecond(gap.to),
  });
  const ids = new Set(question.subjects.map(({ endpointId }) => endpointId));
  const touching = question.gaps.filter((gap) => {
    const mine = gap.subject === "collector" || (gap.endpointId !== null && ids.has(gap.endpointId));
    return mine && within([spanOf(gap)], period).length > 0;
  });
  const ofCollector = union(touching.filter(({ subject }) => subject === "collector").map(spanOf));
  const byComputer = Map.groupBy(touching, ({ endpointId }) => endpointId);
  const existed = within([{ from: floorSecond(question.collectorSince), to: period.to }], period);

  let agentsDue = 0;
  let agentsWatched = 0;
  let sensorsDue = 0;
  let sensorsWatched = 0;
  for (const subject of question.subjects) {
    const gaps = byComputer.get(subject.endpointId) ?? [];
    const ofAgent = gaps.filter((gap) => gap.subject === "agent");
    const stretch: Span = {
      from: floorSecond(subject.since),
      to: subject.until === null ? period.to : floorSecond(subject.until),
    };
    const due = without(
      within([stretch], period),
      ofAgent.filter(({ cause }) => excusedCauses.has(cause)).map(spanOf),
    );
    const watched = without(due, [...ofAgent.map(spanOf), ...ofCollector]);
    agentsDue += lengthOf(due);
    agentsWatched += lengthOf(watched);
    for (const fact of new Set(subject.facts)) {
      const blind = gaps.filter((gap) => gap.subject === "sensor" && gap.fact === fact).map(spanOf);
      sensorsDue += lengthOf(due);
      sensorsWatched += lengthOf(without(watched, blind));
    }
  }
  return {
    from: question.from,
    to: question.to,
    collectorDue: lengthOf(existed),
    collectorWatched: lengthOf(without(existed, ofCollector)),
    agentsDue,
    agentsWatched,
    sensorsDue,
    sensorsWatched,
    gaps: touching.length,
    openGaps: touching.filter(({ to }) => to === null).length,
    unconfirmed: touching.filter(({ cause }) => cause === "unconfirmed").length,
  };
}

/**
 * 監視稼働率: of the time that was due, the part from 0 to 1 that agents watched; null where nothing was due. Round it
 * down for people: a watch with a gap is never 100 %.
 */
export const rateOf = (figures: Pick<AttendanceFigures, "agentsDue" | "agentsWatched">): number | null =>
  figures.agentsDue === 0 ? null : figures.agentsWatched / figures.agentsDue;
