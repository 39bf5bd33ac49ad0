import type { Site } from "#shared/model/endpoint.ts";
import type { Actor, IncidentEvent } from "#shared/model/incident.ts";
import {
  authorityName,
  policy as policySchema,
  type AuthorityName,
  type Policy,
} from "#shared/model/policy.ts";
import type { Designation, Person, Role } from "#shared/model/role.ts";
import type { Severity } from "#shared/model/severity.ts";
import { foldIncident } from "../incidents/fold.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import { calendarOf } from "../policy/calendar.ts";
import { carryOut } from "./act.ts";
import { advance } from "./advance.ts";
import { chairsOf } from "./chairs.ts";
import { machine } from "./course.ts";
import { openCase } from "./open.ts";
import type { ActResult, CaseAct, Routing, RoutingAround } from "./routing.ts";

const words = { ja: "経路", en: "Route" };
const clause = "第2章6(4)";
const route = (...chairs: readonly Role[][]) => ({
  title: words,
  clause,
  steps: chairs.map((roles) => ({ roles })),
});
const deciders: Partial<Record<AuthorityName, readonly Role[]>> = {
  "judge-grave": ["manager", "deputy-supervisor", "supervisor"],
};

/** The routes of the policy as shipped, and the defaults of every number. */
export const policy: Policy = policySchema.parse({
  edition: { name: "初版" },
  routes: {
    office: route(["manager"], ["deputy-supervisor"], ["supervisor"]),
    member: route(["member"], ["manager"], ["deputy-supervisor"], ["supervisor"]),
    compliance: route(["manager"], ["chief", "supervisor"]),
    grave: route(["chief"]),
  },
  hours: {},
  deadlines: {},
  corrective: {},
  thresholds: {},
  summary: {},
  authorities: Object.fromEntries(
    authorityName.options.map((name) => [name, { roles: deciders[name] ?? ["supervisor"], clause }]),
  ),
});
export const office: Site = { id: "office", name: "事務局", kind: "office", coverage: "watched", note: null };
export const firm: Site = { id: "firm", name: "北陸設備", kind: "member", coverage: "watched", note: null };

/** `11-24 16:05` of 2026 or `2027-01-04 09:00` by the office's clock, as an instant in UTC. */
export const jst = (text: string): string =>
  Temporal.Instant.from(
    `${(/^\d{4}-/u.test(text) ? text : `2026-${text}`).replace(" ", "T")}:00+09:00`,
  ).toString();

export const person = (id: string, roles: readonly Role[], more: Partial<Person> = {}): Person => ({
  id,
  name: id.toUpperCase(),
  email: `${id}@example.jp`,
  phone: null,
  roles: [...roles],
  language: "ja",
  secondFactor: false,
  siteId: null,
  hasAccount: true,
  disabled: false,
  createdAt: "2026-04-01T00:00:00Z",
  ...more,
});

/** One person in each chair. */
export const fullOffice: readonly Person[] = [
  person("kyoku", ["manager"]),
  person("hosa", ["deputy-supervisor"]),
  person("tokatsu", ["supervisor"]),
  person("rijicho", ["chief"]),
  person("shacho", ["member"], { siteId: "firm" }),
];

export const designation = (
  role: Role,
  personId: string,
  from: string,
  until: string,
  more: Partial<Designation> = {},
): Designation => ({
  id: `d-${role}-${personId}`,
  role,
  personId,
  siteId: null,
  from: jst(from),
  until: jst(until),
  designatedBy: "理事長",
  designatedOn: "2026-11-01",
  endedAt: null,
  ...more,
});

export interface World {
  people?: readonly Person[];
  designations?: readonly Designation[];
  site?: Site | null;
}

/** One case in a small office, whose clock is moved by the test. What was decided is folded in, event by event. */
export function playCase(severity: Severity, at: string, start: World = {}) {
  const world: Required<World> = { people: fullOffice, designations: [], site: office, ...start };
  const history: IncidentEvent[] = [];
  let current: StoredIncident | null = null;
  const around = (now: string): RoutingAround => ({
    policy,
    calendar: calendarOf(policy),
    people: world.people,
    designations: world.designations,
    site: world.site,
    now,
  });
  const add = (change: IncidentEvent["change"], now: string, actor: Actor): void => {
    const event: IncidentEvent = {
      id: `e${String(history.length)}`,
      incidentId: "case",
      at: now,
      recordedAt: now,
      actor,
      change,
    };
    history.push(event);
    current = foldIncident(current, event, "R8-0001");
  };
  const incident = (): StoredIncident => {
    if (current === null) throw new Error("the case is not open");
    return current;
  };
  const follow = (routing: Routing, now: string, actor: Actor = machine): Routing => {
    for (const change of routing.changes) add(change, now, actor);
    return routing;
  };
  const actingAs = (id: string, now: string) => {
    const who = world.people.find((one) => one.id === id);
    return {
      actor: { kind: "person" as const, id, name: who?.name ?? id },
      chairs: who === undefined ? [] : chairsOf(who, world.designations, now),
    };
  };

  add(
    {
      type: "opened",
      rule: "usb-unregistered",
      fingerprint: "f",
      severity,
      endpointId: "pc",
      siteId: world.site?.id ?? null,
      data: {},
    },
    jst(at),
    machine,
  );
  const opened = follow(openCase(incident(), around(jst(at))), jst(at));
  return {
    world,
    opened,
    history,
    incident,
    around: (time: string) => around(jst(time)),
    /** Lets the clock reach a time. */
    tick: (time: string): Routing => follow(advance(incident(), around(jst(time))), jst(time)),
    act(id: string, act: CaseAct, time: string): ActResult {
      const now = jst(time);
      const acting = actingAs(id, now);
      const result = carryOut(incident(), act, acting, around(now));
      if (result.ok) follow(result, now, acting.actor);
      return result;
    },
    /** The steps of a leg in short: chair, state, why it was reached, who stamped it. */
    steps: (leg: "main" | "grave" = "main"): readonly string[] =>
      incident()
        .route.steps.filter((step) => step.leg === leg)
        .map((step) =>
          [
            step.roles.join("+"),
            `${step.state}${step.unreceived ? "!" : ""}`,
            step.reachedBy ?? "-",
            ...step.stamps.map(({ name, deputy }) => `${name}${deputy ? "（代）" : ""}`),
          ].join(" "),
        ),
    /** When Hinomi acts next, by the office's clock. */
    next: (): string | null => {
      const due = incident().route.nextDueAt;
      return due === null
        ? null
        : Temporal.Instant.from(due)
            .toZonedDateTimeISO("Asia/Tokyo")
            .toPlainDateTime()
            .toString({ smallestUnit: "minute" })
            .replace("T", " ");
    },
  };
}

/** Who is told, and how. */
export const told = (result: Routing | ActResult): readonly string[] =>
  "notices" in result ? result.notices.map(({ personId, kind }) => `${personId} ${kind}`) : [];
export const receiveIt: CaseAct = { type: "receive", means: "screen", at: null };
