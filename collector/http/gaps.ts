import type { StoredEndpoint } from "#collector/storage/port.ts";
import type { GapRow } from "#shared/api/watch-schemas.ts";
import type { Gap } from "#shared/model/attendance.ts";
import { type Scope, sees } from "./permissions.ts";

/** Whether a gap may be seen: the collector's own concerns everybody whom it watches. */
export function seesGap(scope: Scope, gap: Gap, computers: ReadonlyMap<string, StoredEndpoint>): boolean {
  if (gap.endpointId === null) return true;
  return sees(scope, computers.get(gap.endpointId)?.siteId ?? null);
}

/** A gap with the names of its computer and site. */
export function gapRow(gap: Gap, computers: ReadonlyMap<string, StoredEndpoint>): GapRow {
  const endpoint = gap.endpointId === null ? undefined : computers.get(gap.endpointId);
  return { ...gap, endpointName: endpoint?.hostname ?? null, siteName: endpoint?.site.name ?? null };
}
