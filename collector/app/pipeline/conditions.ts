import { updateKey } from "#collector/domain/rules/patch-overdue/index.ts";
import { stepConditions } from "#collector/domain/conditions/step.ts";
import type { ComputerSubject } from "#collector/domain/conditions/subject.ts";
import { rules } from "#collector/domain/rules/index.ts";
import { transition } from "#collector/domain/incidents/transition.ts";
import type { Store, StoredEndpoint } from "#collector/storage/port.ts";
import { patch } from "#shared/facts/patch.ts";
import type { LatestFact } from "#shared/api/schemas.ts";
import type { Gap } from "#shared/model/attendance.ts";
import type { Condition } from "#shared/model/condition.ts";
import { allRows } from "../pages.ts";
import type { Surroundings } from "./around.ts";
import type { CaseWriter } from "./cases.ts";
import { derivedId, type Draft, machineActor } from "./draft.ts";

/** How far back a computer's absences are looked at. */
const gapsBack = { hours: 60 * 24 } as const;
const mostGaps = 500;
const mostDevices = 50;

export interface ConditionDeps {
  readonly store: Pick<
    Store,
    "endpoints" | "observations" | "attendance" | "updates" | "registers" | "conditions" | "incidents"
  >;
  readonly cases: CaseWriter;
  readonly surroundings: Surroundings;
  readonly isConnected: (endpointId: string) => boolean;
}

/** What computers' conditions are judged by, read from the store. */
export function createSubjects(
  store: Pick<Store, "observations" | "attendance" | "updates" | "registers">,
  isConnected: (endpointId: string) => boolean,
) {
  async function gapsOf(endpointId: string, now: string): Promise<readonly Gap[]> {
    const from = Temporal.Instant.from(now).subtract(gapsBack).toString();
    const found = await store.attendance.gaps({
      endpointId,
      subject: "agent",
      from,
      to: now,
      limit: mostGaps,
    });
    // A clock that was moved is a gap in the record of times; the computer was there all the while.
    return found.items.filter(({ cause }) => cause !== "clock-moved");
  }

  /** When somebody else on a watched network last saw a card of this computer. */
  async function macSeenAt(endpoint: StoredEndpoint): Promise<string | null> {
    let latest: string | null = null;
    for (const mac of endpoint.macs) {
      const seen = await store.registers.lanDevices({ search: mac, limit: mostDevices });
      for (const device of seen.items)
        if (
          device.mac === mac &&
          device.seenBy.some((by) => by !== endpoint.id) &&
          (latest === null || device.lastSeenAt > latest)
        )
          latest = device.lastSeenAt;
    }
    return latest;
  }

  return async (
    endpoint: StoredEndpoint,
    now: string,
    given?: Readonly<Record<string, LatestFact>>,
  ): Promise<ComputerSubject> => {
    const facts = given ?? (await store.observations.latest(endpoint.id));
    const gaps = await gapsOf(endpoint.id, now);
    const silent = gaps.at(-1)?.to === null;
    return {
      endpoint,
      facts,
      connected: isConnected(endpoint.id),
      gaps,
      firstSeen: await store.updates.firstSeen(updateKeys(facts)),
      macSeenAt: silent ? await macSeenAt(endpoint) : null,
    };
  };
}

/** The keys of every update a computer lacks. */
function updateKeys(facts: Readonly<Record<string, LatestFact>>): readonly string[] {
  const read = patch.safeParse(facts["patch"]?.value);
  return read.success ? read.data.pending.map((update) => updateKey(read.data.source, update)) : [];
}

/** Updates nobody saw before are new from this moment on: their deadlines run from it. */
function noteUpdates(draft: Draft, subject: ComputerSubject, now: string): ComputerSubject {
  const fresh = updateKeys(subject.facts).filter((key) => !subject.firstSeen.has(key));
  if (fresh.length === 0) return subject;
  for (const key of fresh) draft.updates.push({ key, at: now });
  return {
    ...subject,
    firstSeen: new Map([...subject.firstSeen, ...fresh.map((key) => [key, now] as const)]),
  };
}

/** Steps the conditions of one computer: what began, what is told, what became a 事案, what ended by itself. */
export function createConditionWork(deps: ConditionDeps) {
  const { store, cases, surroundings } = deps;
  const subjectOf = createSubjects(store, deps.isConnected);

  async function siblings(incidentId: string, except: Condition): Promise<number> {
    const going = await allRows((page) =>
      store.conditions.list({ ...page, states: ["waiting", "open"], rule: except.rule }),
    );
    return going.filter((one) => one.incidentId === incidentId && one.id !== except.id).length;
  }

  /** 自動復旧: the case hears of it, and is 復旧 when it was the last of its computers. */
  async function recovered(
    draft: Draft,
    condition: Condition,
    incidentId: string,
    endpoint: StoredEndpoint,
    now: string,
  ): Promise<void> {
    const stored = await store.incidents.get(incidentId);
    if (stored === null) return;
    const incident = draft.latest(stored);
    const left =
      (await siblings(incidentId, condition)) -
      draft.conditions.filter(
        (one) => one.state === "ended" && one.incidentId === incidentId && one.id !== condition.id,
      ).length;
    const text = `${endpoint.hostname}：自動復旧`;
    const over = left <= 0 && transition(incident, "recovered", machineActor).ok;
    const key = `condition/${condition.id}/${now}`;
    draft.addChanges(
      incident,
      over
        ? [
            { type: "ended", data: {} },
            { type: "state-set", state: "recovered", reason: text },
          ]
        : [{ type: "commented", text }],
      { key, at: now, recordedAt: now, actor: machineActor },
    );
  }

  return {
    subjectOf,
    async step(draft: Draft, endpointId: string, now: string): Promise<void> {
      const endpoint = await store.endpoints.get(endpointId);
      if (endpoint === null) return;
      const subject = noteUpdates(draft, await subjectOf(endpoint, now), now);
      const known = await store.conditions.ofEndpoint(endpointId);
      const { policy, calendar } = surroundings;
      const step = stepConditions({
        subject,
        known,
        now,
        policy,
        calendar,
        idOf: (rule, computer, beganAt) => derivedId("cond", rule, computer, beganAt),
      });
      const became = new Map<string, string>();
      for (const { conditionId, rule, finding } of step.incidents) {
        const incidentId = await cases.found(draft, rules[rule], finding, {
          observationId: `condition/${conditionId}/${now}`,
          at: now,
          arrivedAt: now,
          endpointId,
          siteId: endpoint.siteId,
        });
        if (incidentId !== null) became.set(conditionId, incidentId);
      }
      for (const condition of step.conditions)
        draft.conditions.push({ ...condition, incidentId: became.get(condition.id) ?? condition.incidentId });
      for (const { condition, incidentId } of step.ended)
        if (incidentId !== null) await recovered(draft, condition, incidentId, endpoint, now);
    },
  };
}
export type ConditionWork = ReturnType<typeof createConditionWork>;
