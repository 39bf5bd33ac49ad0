import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useAuthorised } from "../../parts/authority/authority.tsx";
import { useNow } from "../../times/now.ts";
import { permittedChoices, type Choice } from "./permits.ts";

interface Permits {
  readonly now: string;
  /** The office's closing time, or null while it is not known. */
  readonly closes: string | null;
  readonly choices: readonly Choice[];
}

/** What the signed-in person may decide about media at this moment. */
export function usePermits(): Permits {
  const may = useMay();
  const authorised = useAuthorised();
  const now = useNow();
  const { data } = useAsk("getPolicy", { query: {} }, may("getPolicy"));
  const closes = data?.policy.hours.closes ?? null;
  return { now, closes, choices: permittedChoices(authorised) };
}
