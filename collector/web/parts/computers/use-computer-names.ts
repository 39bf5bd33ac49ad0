import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";

/** Gives the name of a computer by its identifier; null for one that the reader may not see or that is not known yet. */
export function useComputerNames(): (id: string) => string | null {
  const may = useMay();
  const { data } = useAsk("listEndpoints", { query: { limit: 500 } }, may("listEndpoints"));
  return (id) => data?.items.find((endpoint) => endpoint.id === id)?.hostname ?? null;
}
