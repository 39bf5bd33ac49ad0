import type { LatestFact } from "#shared/api/schemas.ts";
import { health } from "#shared/facts/health.ts";
import { patch, type OperatingSystem } from "#shared/facts/patch.ts";
import { supportState, type SupportState } from "#shared/support/end-of-support.ts";
import { officeDate } from "../../calendar/fiscal-year.ts";
import { seen } from "../../conditions/reading.ts";

/** What the computer runs, as its facts tell; a patch reading that failed still names the system. */
const systemOf = (facts: Readonly<Record<string, LatestFact>>): OperatingSystem | null =>
  seen(facts["patch"], patch)?.operatingSystem ??
  seen(facts["health"], health)?.host?.operatingSystem ??
  null;

/** Whether the system is supported on the office's day at `now` (ISO instant); null where no system is known. */
export function supportAt(
  facts: Readonly<Record<string, LatestFact>>,
  now: string,
): (SupportState & { readonly system: OperatingSystem }) | null {
  const system = systemOf(facts);
  return system === null ? null : { ...supportState(system, officeDate(now).toString()), system };
}
