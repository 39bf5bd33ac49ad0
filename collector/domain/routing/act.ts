import { finishedStates } from "#shared/model/incident.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { isReached } from "../incidents/route-timers.ts";
import { transition } from "../incidents/transition.ts";
import { judgeGrave, lowerGrave, suspectGrave } from "./act-grave.ts";
import { setParties } from "./act-parties.ts";
import { passOn } from "./act-pass-on.ts";
import { receive } from "./act-receive.ts";
import { createCourse } from "./course.ts";
import { heldBy, isGrave, nobody, tellHeld } from "./reach.ts";
import {
  chairFor,
  firstOf,
  ifFinished,
  ifNoAuthority,
  ifNoChair,
  ifNoText,
  ifParty,
  refuse,
  rolesOnRoute,
  type Refusal,
} from "./refusal.ts";
import type { Acting, ActResult, CaseAct, Change, RoutingAround } from "./routing.ts";

/**
 * What follows from a person's act on a case, or a sentence why it cannot be done. Who may send the request at all is
 * asked before; here is judged what the policy and the case's own record allow.
 */
export function carryOut(
  incident: StoredIncident,
  act: CaseAct,
  acting: Acting,
  around: RoutingAround,
): ActResult {
  switch (act.type) {
    case "receive":
      return receive(incident, act, acting, around);
    case "pass-on":
      return passOn(incident, act, acting, around);
    case "comment":
      // A remark may be added to a closed sheet too.
      return alone(ifNoText(act.text, 2000, "コメント", "the comment"), {
        type: "commented",
        text: act.text,
      });
    case "set-state":
      return setState(incident, act, acting, around);
    case "judge-grave":
      return judgeGrave(incident, act, acting, around);
    case "suspect-grave":
      return suspectGrave(incident, act, acting, around);
    case "lower-grave":
      return lowerGrave(incident, act, acting, around);
    case "mark-handled":
      return markHandled(incident, act, acting, around);
    case "note-closing": {
      const { cause, measure, prevention } = act;
      const refused = firstOf(
        ifFinished(incident),
        ifNoChair(incident, acting, around),
        ifNoText(cause, 1000, "原因", "the cause"),
        ifNoText(measure, 1000, "措置", "the measure"),
        ifNoText(prevention, 1000, "再発防止策", "how it is prevented from now on"),
      );
      return alone(refused, { type: "closing-noted", cause, measure, prevention });
    }
    case "set-parties":
      return setParties(incident, act, acting, around);
    default:
      return unknownAct(act);
  }
}

const unknownAct = (act: never): never => {
  throw new TypeError(`no case can be acted on by ${JSON.stringify(act)}`);
};

/** One change that nothing else follows from. */
const alone = (refused: Refusal | null, change: Change): ActResult =>
  refused ?? { ok: true, changes: [change], notices: [], notSent: [] };

function ifNotToState(
  incident: StoredIncident,
  { state, reason }: Extract<CaseAct, { type: "set-state" }>,
  acting: Acting,
  around: RoutingAround,
): Refusal | null {
  const { policy } = around;
  const step = transition(incident, state, acting.actor);
  return firstOf(
    step.ok ? null : step,
    state === "closed" ? ifNoAuthority(policy, "close-case", acting) : null,
    // Who ends a 重大 as anything else says that it was none.
    state !== "closed" && finishedStates.has(state) && isGrave(incident.severity)
      ? ifNoAuthority(policy, "lower-grave", acting)
      : null,
    finishedStates.has(state) ? ifNoChair(incident, acting, around) : null,
    finishedStates.has(state) ? ifParty(incident, acting) : null,
    state === "closed" && incident.closing === null
      ? refuse(
          "原因・措置・再発防止策が書かれていません。書いてから完了にしてください。",
          "Cause, measure and prevention are not written yet; write them before closing the case.",
        )
      : null,
    ifNoText(reason, 1000, "理由", "the reason"),
  );
}

/** Moves a case on; everybody who was told of a 重大 or its suspicion hears that it ended. */
function setState(
  incident: StoredIncident,
  act: Extract<CaseAct, { type: "set-state" }>,
  acting: Acting,
  around: RoutingAround,
): ActResult {
  const refused = ifNotToState(incident, act, acting, around);
  if (refused !== null) return refused;
  const course = createCourse(incident, around, acting.actor);
  if (finishedStates.has(act.state) && isGrave(incident.severity))
    for (const step of incident.route.steps.filter(isReached))
      tellHeld(course, heldBy(step.roles, incident, around), `ended/${around.now}`, () => "copy");
  course.change({ type: "state-set", state: act.state, reason: act.reason });
  return { ok: true, ...course.routing() };
}

/** 対応済（統括の確認待ち）: said by the 情報管理者 or a chair behind his on the route; who may close the case hears of it. */
function markHandled(
  incident: StoredIncident,
  { text }: Extract<CaseAct, { type: "mark-handled" }>,
  acting: Acting,
  around: RoutingAround,
): ActResult {
  const able = rolesOnRoute(incident, around).some(
    (role) => role !== "member" && role !== "chief" && chairFor(role, incident, acting) !== null,
  );
  const refused = firstOf(
    ifFinished(incident),
    able
      ? null
      : refuse(
          "対応済にできるのは情報管理者です。したことはコメントに書けます。",
          "Only the information manager may mark a case as handled; you can write what was done as a comment.",
        ),
    ifParty(incident, acting),
    incident.state === "detected"
      ? refuse(
          "まだだれも受領していません。受領してから対応済にしてください。",
          "Nobody has received this case yet; receive it first.",
        )
      : null,
    incident.handled
      ? refuse(
          "すでに対応済です。統括情報管理者の確認を待っています。",
          "It is marked as handled and waits to be confirmed.",
        )
      : null,
    ifNoText(text, 2000, "行ったこと", "what was done"),
  );
  if (refused !== null) return refused;
  const course = createCourse(incident, around, acting.actor);
  course.change({ type: "handled", text });
  const held = heldBy(around.policy.authorities["close-case"].roles, incident, around);
  tellHeld(course, held, `handled/${around.now}`, () => "copy");
  if (held.holders.length === 0)
    nobody(course, "完了にできる席が空席か当事者のため、通知できる人がいません。役職に人を登録してください");
  return { ok: true, ...course.routing() };
}
