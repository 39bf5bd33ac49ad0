import { useInfiniteQuery } from "@tanstack/react-query";
import { call } from "../../client/call.ts";

export interface RecordFilter {
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
}

/**
 * Reads the records when somebody looks, and only then: every reading is recorded as a look of this person, so nothing
 * here asks again by itself.
 */
export const useRecords = (filter: RecordFilter) =>
  useInfiniteQuery({
    // Not the route's own name, by which changes elsewhere would make this ask again.
    queryKey: ["records looked at", filter],
    initialPageParam: "",
    // Never broken off: the collector has recorded the look by then, and a second one would be recorded again.
    queryFn: ({ pageParam }) =>
      call("listRecords", {
        query: { ...filter, limit: 100, ...(pageParam === "" ? {} : { cursor: pageParam }) },
      }),
    getNextPageParam: (last) => last.next,
    select: ({ pages }) => ({
      rows: pages.flatMap(({ items }) => items),
      asOf: pages[0]?.asOf ?? null,
    }),
    // Also where everything is asked again, as after a lost connection.
    staleTime: "static",
    // Who comes back to the page looks anew.
    gcTime: 1000,
    refetchInterval: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
