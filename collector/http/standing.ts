import type { LatestFact, Support } from "#shared/api/schemas.ts";
import { isFactName } from "#shared/facts/index.ts";
import { health } from "#shared/facts/health.ts";
import { patch, type OperatingSystem } from "#shared/facts/patch.ts";
import type { SensorHealth } from "#shared/model/endpoint.ts";
import { supportState } from "#shared/support/end-of-support.ts";

/** The latest reading of each fact of one computer, by the fact's name. */
export type Facts = Readonly<Record<string, LatestFact>>;

/** Support ends with the office's day. */
const officeZone = "Asia/Tokyo";
/** The office's calendar day at a moment, `YYYY-MM-DD`. */
export const officeDay = (at: Temporal.Instant): string =>
  at.toZonedDateTimeISO(officeZone).toPlainDate().toString();

/** A fact's value where it was read or seen in part; null where it is missing or of a shape not known here. */
export function valueOf<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
  fact: LatestFact | undefined,
): T | null {
  if (fact === undefined || fact.value === null || fact.value === undefined) return null;
  const parsed = schema.safeParse(fact.value);
  return parsed.success ? parsed.data : null;
}

const operatingSystemOf = (facts: Facts): OperatingSystem | null =>
  valueOf(patch, facts["patch"])?.operatingSystem ??
  valueOf(health, facts["health"])?.host?.operatingSystem ??
  null;

/** Whether the computer's system is still supported on `day` (`YYYY-MM-DD`); null while nothing told what it runs. */
export function supportOf(facts: Facts, day: string): Support | null {
  const system = operatingSystemOf(facts);
  if (system === null) return null;
  const { state, endsOn } = supportState(system, day);
  return { state, endsOn };
}

/**
 * The sensors as last told, where a reading that arrived meanwhile stands for a look not told of yet. A sensor told as
 * failed stays so: it may have read well and have stopped listening since.
 */
export function sensorsOf(told: readonly SensorHealth[], facts: Facts): SensorHealth[] {
  const seen = (fact: string): SensorHealth | null => {
    const latest = facts[fact];
    if (latest === undefined || latest.status === "unread") return null;
    const { status, code, reason, at, durationMs } = latest;
    return {
      fact,
      status,
      code,
      reason,
      lastRunAt: at,
      durationMs: durationMs === null ? null : Math.round(durationMs),
    };
  };
  const names = new Set(told.map(({ fact }) => fact));
  const untold = Object.keys(facts).filter((fact) => isFactName(fact) && !names.has(fact));
  return [
    ...told.map((sensor) => (sensor.status === "pending" ? (seen(sensor.fact) ?? sensor) : sensor)),
    ...untold.flatMap((fact) => seen(fact) ?? []),
  ];
}
