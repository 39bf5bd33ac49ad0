import { explainGap } from "#collector/domain/attendance/explain.ts";
import { type Told, toldOf } from "#collector/domain/attendance/told.ts";
import type { Store } from "#collector/storage/port.ts";
import type { StoredObservation } from "#shared/api/schemas.ts";
import type { Gap } from "#shared/model/attendance.ts";
import { allRows } from "../pages.ts";
import { agentOf, gapId, isoOf } from "./book.ts";

/** What was told from so long before a gap is looked at: the end of a run is told before the silence. */
const beforeHours = 1;
/** Most health observations looked at for one gap; a computer tells some fifty a day. */
const mostRows = 10_000;
const pageRows = 500;

/** What a gap of an agent becomes by what is known now: itself, and further gaps where its parts have other causes. */
export type Explain = (gap: Gap, settled: boolean) => Promise<readonly Gap[]>;

/** Explains from the store alone, so that the same question after a crash has the same answer. */
export function createExplain(
  store: Pick<Store, "observations" | "attendance" | "endpoints">,
  now: () => Temporal.Instant,
): Explain {
  async function toldSince(endpointId: string, from: string): Promise<readonly Told[]> {
    const earliest = Temporal.Instant.from(from).subtract({ hours: beforeHours });
    const rows: StoredObservation[] = [];
    let cursor: string | undefined;
    while (rows.length < mostRows) {
      const page = await store.observations.history(endpointId, {
        fact: "health",
        limit: pageRows,
        ...(cursor === undefined ? {} : { cursor }),
      });
      const late = page.items.filter(
        (one) => Temporal.Instant.compare(Temporal.Instant.from(one.receivedAt), earliest) >= 0,
      );
      rows.push(...late);
      if (page.next === null || late.length < page.items.length) break;
      cursor = page.next;
    }
    return rows
      .toReversed()
      .map(toldOf)
      .filter((told) => told !== null);
  }

  return async (gap, settled) => {
    const { endpointId } = gap;
    if (endpointId === null) return [];
    const at = isoOf(now());
    const bounds = { from: gap.from, to: gap.to ?? at };
    const collectorGaps = await allRows((page) =>
      store.attendance.gaps({ ...page, ...bounds, subject: "collector" }),
    );
    const pieces = explainGap({
      from: gap.from,
      to: gap.to,
      now: at,
      told: await toldSince(endpointId, gap.from),
      collectorGaps,
      clockOffsetMs: (await store.endpoints.get(endpointId))?.clockOffsetMs ?? null,
      settled,
    });
    return pieces.map((piece, index): Gap => {
      const before = index === 0 ? gap : null;
      const known = piece.cause === "unconfirmed" ? null : at;
      return {
        ...agentOf(endpointId),
        id: before?.id ?? gapId(agentOf(endpointId), piece.from),
        ...piece,
        explainedAt: before?.cause === piece.cause ? before.explainedAt : known,
      };
    });
  };
}

const same = (a: Gap, b: Gap): boolean =>
  a.id === b.id && a.to === b.to && a.cause === b.cause && a.detail === b.detail;

/** Whether there is anything new in what a gap became. */
export const isNews = (gap: Gap, next: readonly Gap[]): boolean =>
  next.length !== 1 || next[0] === undefined || !same(gap, next[0]);
