import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { incidentEvent, incidentState } from "#shared/model/incident.ts";
import type { CaseStep } from "#shared/model/case-route.ts";
import { role } from "#shared/model/role.ts";
import { foldIncident } from "../incidents/fold.ts";
import type { StoredIncident } from "../incidents/incident.ts";
import type { CaseAct, Routing } from "./routing.ts";
import { designation, firm, office, person, playCase, type World } from "./routing-testing.ts";

const ids = ["a", "b", "c", "d"] as const;
const anyId = fc.constantFrom(...ids);
const chairs = fc.constantFrom(...role.options.slice(0, 6));
const people = fc
  .tuple(
    ...ids.map((id) =>
      fc
        .record({
          roles: fc.uniqueArray(chairs, { maxLength: 3 }),
          disabled: fc.boolean(),
          siteId: fc.constantFrom("firm", null),
        })
        .map(({ roles, disabled, siteId }) => person(id, roles, { disabled, siteId })),
    ),
  )
  .map((all): NonNullable<World["people"]> => all);
const designations = fc.array(
  fc
    .tuple(chairs, anyId, fc.integer({ min: 1, max: 28 }))
    .map(([chair, id, day]) =>
      designation(chair, id, "11-01 00:00", `11-${String(day).padStart(2, "0")} 12:00`, { siteId: "firm" }),
    ),
  { maxLength: 2 },
);
const text = fc.constantFrom("済", " ");
const act: fc.Arbitrary<CaseAct> = fc.oneof(
  fc.constant<CaseAct>({ type: "receive", means: "screen", at: null }),
  fc.constant<CaseAct>({ type: "receive", means: "telephone", at: "2026-11-24T01:30:00Z" }),
  fc.record({ type: fc.constant("pass-on" as const), instruction: fc.option(text) }),
  fc.record({ type: fc.constant("comment" as const), text }),
  fc.record({
    type: fc.constant("set-state" as const),
    state: fc.constantFrom(...incidentState.options),
    reason: text,
  }),
  fc.record({
    type: fc.constantFrom("judge-grave" as const, "suspect-grave" as const),
    reason: text,
  }),
  fc.record({
    type: fc.constant("lower-grave" as const),
    severity: fc.constantFrom("warning" as const, "caution" as const),
    reason: text,
  }),
  fc.record({ type: fc.constant("mark-handled" as const), text }),
  fc.record({ type: fc.constant("note-closing" as const), cause: text, measure: text, prevention: text }),
  fc.record({
    type: fc.constant("set-parties" as const),
    personIds: fc.uniqueArray(anyId, { maxLength: 2 }),
    reason: text,
  }),
);
type Move =
  | { readonly kind: "tick" | "act"; readonly minutes: number; readonly id: string; readonly act: CaseAct }
  | { readonly kind: "people"; readonly people: NonNullable<World["people"]> };
const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constantFrom("tick" as const, "act" as const),
        minutes: fc.integer({ min: 0, max: 700 }),
        id: anyId,
        act,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("people" as const), people }) },
  ),
  { maxLength: 14 },
);
const beginning = fc.record({
  severity: fc.constantFrom(
    "grave" as const,
    "suspected-grave" as const,
    "warning" as const,
    "caution" as const,
  ),
  site: fc.constantFrom(office, firm, null),
  people,
  designations,
});

const start = Temporal.PlainDateTime.from("2026-11-20T15:00");
const clock = (minutes: number): string =>
  start.add({ minutes }).toString({ smallestUnit: "minute" }).replace("T", " ");

type Heard = (routing: Routing, before: StoredIncident | null, after: StoredIncident) => void;

/** Plays a whole story and hears of every decision on the way, with the case before and after it. */
function tellStory(
  { severity, ...world }: { severity: "grave" | "suspected-grave" | "warning" | "caution" } & World,
  story: readonly Move[],
  heard: Heard = () => undefined,
) {
  const play = playCase(severity, clock(0), world);
  const unexplained: CaseAct[] = [];
  heard(play.opened, null, play.incident());
  let minutes = 0;
  for (const move of story) {
    if (move.kind === "people") {
      play.world.people = move.people;
      continue;
    }
    minutes += move.minutes;
    const before = play.incident();
    if (move.kind === "tick") heard(play.tick(clock(minutes)), before, play.incident());
    else {
      const result = play.act(move.id, move.act, clock(minutes));
      if (result.ok) heard(result, before, play.incident());
      else if (result.reason.ja === "" || result.reason.en === "") unexplained.push(move.act);
    }
  }
  return { play, end: clock(minutes), unexplained };
}

const runs = { numRuns: 250 };
const stepOf = (incident: StoredIncident | null, { leg, index }: CaseStep) =>
  incident?.route.steps.find((step) => step.leg === leg && step.index === index);
const idsOf = (all: readonly { readonly personId: string }[]) => all.map(({ personId }) => personId);

/** What moved the wrong way between two moments of a step. */
function backwards(step: CaseStep, later: CaseStep | undefined): readonly string[] {
  if (later === undefined) return ["the step is gone"];
  const kept = step.stamps.every((stamp, at) => JSON.stringify(stamp) === JSON.stringify(later.stamps[at]));
  return [
    ...(step.state !== "ahead" && later.state === "ahead" ? ["reached, then ahead"] : []),
    ...(kept ? [] : ["a stamp is gone"]),
    ...(step.passedOnAt !== null && later.passedOnAt === null ? ["passed on, then not"] : []),
    ...(step.unreceived && !later.unreceived ? ["unreceived, then not"] : []),
    ...(step.notifiedAt !== null && step.notifiedAt !== later.notifiedAt ? ["notified at another time"] : []),
  ];
}

describe("any story of a case", () => {
  it("folds again to the same case, from events that the record accepts", () => {
    fc.assert(
      fc.property(beginning, moves, (world, story) => {
        const { play, unexplained } = tellStory(world, story);
        let again: StoredIncident | null = null;
        for (const event of play.history) {
          expect(incidentEvent.safeParse(event).error).toBeUndefined();
          again = foldIncident(again, event, "R8-0001");
        }
        expect(again).toEqual(play.incident());
        expect(unexplained).toEqual([]);
      }),
      runs,
    );
  });

  it("leaves nothing due after the clock's turn, and a second turn changes nothing", () => {
    fc.assert(
      fc.property(beginning, moves, (world, story) => {
        const { play, end } = tellStory(world, story);
        play.tick(end);
        const { now } = play.around(end);
        const due = play.incident().route.nextDueAt;
        expect(due === null || Temporal.Instant.compare(due, now) > 0).toBe(true);
        expect(play.tick(end)).toEqual({ changes: [], notices: [], notSent: [] });
      }),
      runs,
    );
  });

  it("tells everybody who is newly to receive, once, or has the reason why not", () => {
    fc.assert(
      fc.property(beginning, moves, (world, story) => {
        const faults: string[] = [];
        tellStory(world, story, (routing, before, after) => {
          const readers = idsOf(routing.notices);
          const known = new Set([...readers, ...idsOf(routing.notSent)]);
          if (new Set(readers).size < readers.length) faults.push("told twice");
          if (readers.some((id) => idsOf(after.parties).includes(id))) faults.push("a party is told");
          if (before === null && known.size === 0) faults.push("silence without a reason");
          if (routing.notices.some(({ cause }) => cause === "")) faults.push("no cause");
          if (routing.notSent.some(({ reason }) => reason === "")) faults.push("no reason");
          for (const step of after.route.steps.filter(({ state }) => state === "waiting")) {
            const earlier = idsOf(stepOf(before, step)?.holders ?? []);
            const fresh = idsOf(step.holders).filter((id) => !earlier.includes(id));
            if (fresh.some((id) => !known.has(id))) faults.push("waited for, never told");
          }
        });
        expect(faults).toEqual([]);
      }),
      runs,
    );
  });

  it("never runs a route backwards", () => {
    fc.assert(
      fc.property(beginning, moves, (world, story) => {
        const faults: string[] = [];
        tellStory(world, story, (_, before, after) => {
          for (const step of before?.route.steps ?? []) faults.push(...backwards(step, stepOf(after, step)));
        });
        expect(faults).toEqual([]);
      }),
      runs,
    );
  });

  it("never has a machine judge 重大, nor a 当事者 among those who are to receive", () => {
    fc.assert(
      fc.property(beginning, moves, (world, story) => {
        const wrong: string[] = [];
        const { play } = tellStory(world, story, (_, __, after) => {
          const waiting = after.route.steps.filter(({ state }) => state === "waiting");
          const awaited = waiting.flatMap(({ holders }) => idsOf(holders));
          wrong.push(...awaited.filter((id) => idsOf(after.parties).includes(id)));
        });
        const judged = play.history.filter(
          ({ change, actor }) => change.type === "severity-set" && actor.kind !== "person",
        );
        expect([judged, wrong]).toEqual([[], []]);
      }),
      runs,
    );
  });

  it("does not go silent while it waits for somebody and nobody has received it", () => {
    fc.assert(
      fc.property(beginning, moves, (world, story) => {
        const { play, end } = tellStory(world, story);
        play.tick(end);
        const { state, route } = play.incident();
        const finished = state === "closed" || state === "false-alarm";
        const waits = route.steps.some((step) => step.state === "waiting");
        const received = route.steps.some((step) => step.state === "received");
        expect(finished || !waits || received || route.nextDueAt !== null).toBe(true);
      }),
      runs,
    );
  });
});
