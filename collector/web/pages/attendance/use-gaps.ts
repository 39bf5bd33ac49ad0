import type { GapRow } from "#shared/api/watch-schemas.ts";
import { call } from "../../client/call.ts";
import { usePages } from "../../client/queries.ts";

export interface GapFilter {
  readonly subject?: GapRow["subject"] | undefined;
  readonly endpointId?: string | undefined;
}

/** The gaps of a time (moments in UTC; without an end it reaches now), newest first, page by page. */
export function useGaps(span: { readonly from: string; readonly to?: string }, filter: GapFilter) {
  const asked = { ...span, ...filter };
  return usePages("getAttendance", asked, (page, signal) =>
    call("getAttendance", { query: { ...asked, ...page } }, signal),
  );
}
