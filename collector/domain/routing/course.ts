import type { Actor, IncidentEvent } from "#shared/model/incident.ts";
import { foldIncident } from "../incidents/fold.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import type { Change, Notice, Routing, RoutingAround } from "./routing.ts";

/** Hinomi itself, as far as a decision needs it. */
export const machine: Actor = { kind: "machine", id: null, name: "火の見（自動検知）" };

interface Person {
  readonly personId: string;
  readonly name: string;
}

/** A decision in the making: each change is folded in at once, so that what follows sees the case as it will be. */
export interface Course {
  readonly around: RoutingAround;
  incident(): StoredIncident;
  change(change: Change): void;
  /** Tells a person now. One who does the act himself is not told of it. */
  tell(person: Person, kind: Notice["kind"], cause: string): void;
  /** Notes why a person is not told. */
  withhold(person: Person, reason: string): void;
  /** Everything so far; one notice for each person, 【要受領】 before 【写し】. */
  routing(): Routing;
}

export function createCourse(start: StoredIncident, around: RoutingAround, actor: Actor): Course {
  let current = start;
  const changes: Change[] = [];
  const notices = new Map<string, Notice>();
  const notSent = new Map<string, Routing["notSent"][number]>();

  const withhold = ({ personId, name }: Person, reason: string): void => {
    notSent.set(`${personId} ${reason}`, { personId, personName: name, reason });
  };
  return {
    around,
    incident: () => current,
    change(change) {
      const event: IncidentEvent = {
        id: "pending",
        incidentId: current.id,
        at: around.now,
        recordedAt: around.now,
        actor,
        change,
      };
      current = foldIncident(current, event, current.number);
      changes.push(change);
    },
    tell(person, kind, cause) {
      if (actor.kind === "person" && actor.id === person.personId) {
        withhold(person, "ご本人の操作のため、通知しません");
        return;
      }
      const known = notices.get(person.personId);
      if (known !== undefined && (known.kind === "action" || kind === "copy")) return;
      notices.set(person.personId, {
        personId: person.personId,
        personName: person.name,
        kind,
        dueAt: around.now,
        cause,
      });
    },
    withhold,
    routing: () => ({ changes, notices: [...notices.values()], notSent: [...notSent.values()] }),
  };
}
