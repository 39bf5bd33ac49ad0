import type { CaseStep, Stamp, StepKey } from "#shared/model/case-route.ts";
import { roleWords } from "#shared/model/role.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { legOf } from "../incidents/route-timers.ts";
import { createCourse, type Course } from "./course.ts";
import { heldBy, markReached, passOver } from "./reach.ts";
import { chairFor, firstOf, ifFinished, ifParty, refuse, rolesOnRoute, type Refusal } from "./refusal.ts";
import type { Acting, ActResult, CaseAct, RoutingAround } from "./routing.ts";

type Receive = Extract<CaseAct, { type: "receive" }>;
type Given = StepKey & { readonly stamp: Stamp };

/**
 * 受領: the stamps of every step that was reached and whose chair the person holds now, and of those directly behind that
 * nobody else holds. A call counts from its own time; the time of entry is kept beside it.
 */
export function receive(
  incident: StoredIncident,
  act: Receive,
  acting: Acting,
  around: RoutingAround,
): ActResult {
  const { actor } = acting;
  const refused = firstOf(
    ifFinished(incident),
    actor.kind === "person" && actor.id !== null
      ? null
      : refuse(
          "受領は人が行うことです。プログラムからは受領できません。サインインして受領してください。",
          "Receiving is a person's act; a program cannot do it. Sign in to receive the case.",
        ),
    ifParty(incident, acting),
    act.means === "telephone" ? ifWrongCall(act.at, incident, around.now) : null,
  );
  if (refused !== null) return refused;
  const course = createCourse(incident, around, actor);
  const at =
    act.means === "telephone" && act.at !== null ? Temporal.Instant.from(act.at).toString() : around.now;
  const { steps } = incident.route;
  if (steps.length === 0) {
    course.change({ type: "received", means: act.means, stamps: [] });
    return { ok: true, ...course.routing() };
  }
  const give = stamper(incident, acting, { at, recordedAt: around.now, means: act.means });
  const now = steps.filter(({ state }) => state !== "ahead").flatMap(give);
  const stamps = [...now, ...alone(course, now, give)];
  if (stamps.length === 0) return nothingToReceive(incident, acting, around);
  course.change({ type: "received", means: act.means, stamps });
  return { ok: true, ...course.routing() };
}

/** The stamps one person can give on a step: one for each chair held that does not carry his stamp yet. */
const stamper =
  (incident: StoredIncident, acting: Acting, kind: Pick<Stamp, "at" | "recordedAt" | "means">) =>
  (step: CaseStep): readonly Given[] =>
    step.roles.flatMap((role) => {
      const chair = chairFor(role, incident, acting);
      const { id, name } = acting.actor;
      if (chair === null || step.stamps.some((one) => one.role === role && one.personId === id)) return [];
      const { leg, index } = step;
      return [{ leg, index, stamp: { ...kind, role, personId: id, name, deputy: chair.deputy } }];
    });

/** Steps directly behind the last one received that only this person holds: he would only tell himself. */
function alone(
  course: Course,
  given: readonly Given[],
  give: (step: CaseStep) => readonly Given[],
): readonly Given[] {
  const last = given.findLast(({ leg }) => leg === "main");
  if (last === undefined) return [];
  const found: Given[] = [];
  const skipped: (() => void)[] = [];
  for (const step of legOf(course.incident().route.steps, "main")) {
    if (step.index <= last.index || step.state === "passed-over") continue;
    if (step.state !== "ahead") break;
    const held = heldBy(step.roles, course.incident(), course.around);
    if (held.holders.length === 0) {
      skipped.push(() => passOver(course, step, held));
      continue;
    }
    if (held.holders.some(({ personId }) => personId !== last.stamp.personId)) break;
    const stamps = give(step);
    if (stamps.length === 0) break;
    for (const skip of skipped.splice(0)) skip();
    markReached(course, step, "same-holder", held.holders);
    found.push(...stamps);
  }
  return found;
}

function nothingToReceive(incident: StoredIncident, acting: Acting, around: RoutingAround): Refusal {
  const { steps } = incident.route;
  if (steps.some(({ stamps }) => stamps.some(({ personId }) => personId === acting.actor.id)))
    return refuse("すでに受領しています。", "You have received this case already.");
  const mine = rolesOnRoute(incident, around).find((role) => chairFor(role, incident, acting) !== null);
  return mine === undefined
    ? refuse(
        "この事案の経路に席がないため、受領できません。見ることとコメントはできます。",
        "You hold no chair on this case's route, so you cannot receive it; you can read it and comment.",
      )
    : refuse(
        `この事案は、まだ${roleWords[mine].ja}の段に届いていません。届いたときに受領してください。`,
        `This case has not reached the step of the ${roleWords[mine].en} yet; receive it when it does.`,
      );
}

/** A form knows minutes only: a call in the minute of the happening is not before it. */
const minuteOf = (at: Temporal.Instant): Temporal.Instant =>
  at.round({ smallestUnit: "minute", roundingMode: "floor" });

function ifWrongCall(at: string | null, incident: StoredIncident, now: string): Refusal | null {
  if (at === null) return null;
  let call: Temporal.Instant;
  try {
    call = Temporal.Instant.from(at);
  } catch {
    return refuse(
      "電話の時刻を読み取れません。日時を入れ直してください。",
      "The time of the call cannot be read; enter it again.",
    );
  }
  if (Temporal.Instant.compare(call, now) > 0)
    return refuse(
      "電話の時刻が現在より後になっています。電話した時刻を入れてください。",
      "The time of the call lies in the future; enter when the call was made.",
    );
  return Temporal.Instant.compare(call, minuteOf(Temporal.Instant.from(incident.openedAt))) < 0
    ? refuse(
        "電話の時刻が事案の発生より前になっています。電話した時刻を入れてください。",
        "The time of the call lies before the case; enter when the call was made.",
      )
    : null;
}
