import type { SensorHealth } from "#shared/model/endpoint.ts";
import type { Gap } from "#shared/model/attendance.ts";
import { type GapBook, gapId, isoOf, secondAfter, secondBefore, sensorOf } from "./book.ts";

/** Gaps of sensors that could not look. */
export interface SensorWatch {
  /** Takes what an agent told of its sensors. Computers that are not to be watched have no gaps. */
  told(endpointId: string, sensors: readonly SensorHealth[], due: boolean): Promise<void>;
  /** Looks again at everything told; what a failing store refused is written then. */
  again(due: (endpointId: string) => boolean): Promise<void>;
}

const nothing = "The sensor could not look and gave no reason.";

export function createSensorWatch(deps: {
  readonly book: GapBook;
  readonly now: () => Temporal.Instant;
}): SensorWatch {
  const { book, now } = deps;
  const known = new Map<string, readonly SensorHealth[]>();

  function gapOf(endpointId: string, { fact, reason, status }: SensorHealth, due: boolean): Gap | null {
    const subject = sensorOf(endpointId, fact);
    const open = book.open(subject);
    if (due && status === "failed") {
      if (open !== null) return null;
      const from = secondBefore(now());
      return {
        ...subject,
        id: gapId(subject, from),
        from,
        to: null,
        cause: "sensor-failed",
        detail: reason ?? nothing,
        explainedAt: isoOf(now()),
      };
    }
    // An agent that has just started has not looked yet; that is no sign that the sensor works again.
    if (open === null || (due && status === "pending")) return null;
    return { ...open, to: endOf(open) };
  }

  /** A gap that began in this very second still has a length. */
  function endOf(gap: Gap): string {
    const end = secondAfter(now());
    return end > gap.from ? end : secondAfter(Temporal.Instant.from(gap.from).add({ seconds: 1 }));
  }

  async function settle(endpointId: string, due: boolean): Promise<void> {
    const sensors = known.get(endpointId) ?? [];
    const facts = new Set<string | null>(sensors.map(({ fact }) => fact));
    const gone = book
      .lasting(endpointId)
      .filter(({ subject, fact }) => subject === "sensor" && !facts.has(fact))
      .map((gap): Gap => ({ ...gap, to: endOf(gap) }));
    const told = sensors.map((sensor) => gapOf(endpointId, sensor, due)).filter((gap) => gap !== null);
    await book.write([...told, ...gone]);
  }

  return {
    async told(endpointId, sensors, due) {
      known.set(endpointId, sensors);
      await settle(endpointId, due);
    },
    async again(due) {
      for (const endpointId of known.keys()) await settle(endpointId, due(endpointId));
    },
  };
}
