import type { Store } from "#collector/storage/port.ts";
import type { ConditionWork } from "./conditions.ts";
import { createDraft, type Draft } from "./draft.ts";
import type { RouteWriter } from "./routing.ts";

const atOnce = 100;

/** One failure stands for all: each stays due, and the log would otherwise fill with the same sentence. */
function tell(failures: readonly unknown[]): void {
  if (failures.length > 0)
    throw new Error(`${String(failures.length)} could not be done`, { cause: failures[0] });
}

export interface DueDeps {
  readonly store: Pick<Store, "incidents" | "conditions" | "endpoints">;
  readonly routes: RouteWriter;
  readonly conditions: ConditionWork;
  /** Commits a draft and tells who listens. */
  readonly commit: (draft: Draft) => Promise<void>;
  /** Runs work between two observations: forty thousand conditions must not keep one stick waiting. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
}

/** Work that falls due by the clock: deadlines of cases, and conditions that time alone changes. */
export interface DueWork {
  /** Does everything that is due at `now`. What failed stays due, and is told after all the rest was tried. */
  run(now: string): Promise<void>;
  /** Looks again at every computer: what grew old without a word from it shows only so. */
  lookAtAll(now: string): Promise<void>;
  /** When the next work falls due, or null. */
  next(): Promise<string | null>;
}

export function createDueWork({ store, routes, conditions, commit, inTurn }: DueDeps): DueWork {
  async function stepAll(endpointIds: Iterable<string>, now: string): Promise<readonly unknown[]> {
    const failures: unknown[] = [];
    for (const endpointId of endpointIds) {
      try {
        await inTurn(async () => {
          const draft = createDraft(store.incidents);
          await conditions.step(draft, endpointId, now);
          await commit(draft);
        });
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  }

  return {
    async run(now) {
      const failures: unknown[] = [];
      const done = new Set<string>();
      for (;;) {
        // One that cannot be done must not stand in the way of those behind it.
        const due = (await store.incidents.dueBefore(now, atOnce + done.size)).filter(
          ({ id }) => !done.has(id),
        );
        if (due.length === 0) break;
        for (const { id } of due) {
          done.add(id);
          try {
            await inTurn(async () => {
              // As it is now: somebody may have received it while others had their turn.
              const incident = await store.incidents.get(id);
              if (incident === null) return;
              const draft = createDraft(store.incidents);
              await routes.advance(draft, incident, now);
              await commit(draft);
            });
          } catch (error) {
            failures.push(error);
          }
        }
      }
      const stepped = new Set<string>();
      for (;;) {
        const due = (await store.conditions.dueBefore(now, atOnce + stepped.size * 10)).filter(
          ({ endpointId }) => !stepped.has(endpointId),
        );
        if (due.length === 0) break;
        const endpointIds = new Set(due.map(({ endpointId }) => endpointId));
        for (const id of endpointIds) stepped.add(id);
        failures.push(...(await stepAll(endpointIds, now)));
      }
      tell(failures);
    },
    async lookAtAll(now) {
      const failures: unknown[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.endpoints.list({ limit: 200, cursor });
        failures.push(
          ...(await stepAll(
            page.items.map(({ id }) => id),
            now,
          )),
        );
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      tell(failures);
    },
    async next() {
      const [incident, condition] = await Promise.all([
        store.incidents.nextDue(),
        store.conditions.nextDue(),
      ]);
      const both = [incident, condition].filter((at) => at !== null).toSorted();
      return both[0] ?? null;
    },
  };
}
