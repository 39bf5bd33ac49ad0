import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excusedCauses, gapCause, type Gap } from "#shared/model/attendance.ts";
import { attendanceFigures, type AttendanceSubject, type FiguresQuestion, rateOf } from "./figures.ts";

const base = Temporal.Instant.from("2026-11-24T00:00:00Z");
/** Milliseconds from the test's midnight as an instant. */
const at = (ms: number): string => base.add({ milliseconds: ms }).toString({ smallestUnit: "millisecond" });

const gapOf = (over: Partial<Gap>): Gap => ({
  id: "g",
  subject: "agent",
  endpointId: "pc-1",
  fact: null,
  from: at(0),
  to: null,
  cause: "unconfirmed",
  detail: "",
  explainedAt: null,
  ...over,
});
const pc = (over: Partial<AttendanceSubject> = {}): AttendanceSubject => ({
  endpointId: "pc-1",
  since: at(-86_400_000),
  until: null,
  facts: ["usb", "lan"],
  ...over,
});
const hour = 3_600_000;
const ask = (gaps: readonly Gap[], over: Partial<FiguresQuestion> = {}) =>
  attendanceFigures({
    from: at(0),
    to: at(10 * hour),
    subjects: [pc()],
    collectorSince: at(-86_400_000),
    gaps,
    ...over,
  });

describe("the figures of the watch", () => {
  it("are whole where there is no gap", () => {
    const figures = ask([]);
    expect(figures).toMatchObject({
      collectorDue: 36_000,
      agentsDue: 36_000,
      agentsWatched: 36_000,
      gaps: 0,
    });
    expect(figures).toMatchObject({ sensorsDue: 72_000, sensorsWatched: 72_000 });
    expect(rateOf(figures)).toBe(1);
  });

  it("leave out the time in which a computer was off, and count the one in which it was cut off", () => {
    const figures = ask([
      gapOf({ id: "a", cause: "computer-off", from: at(0), to: at(2 * hour) }),
      gapOf({ id: "b", cause: "network-cut", from: at(5 * hour), to: at(7 * hour) }),
    ]);
    expect(figures).toMatchObject({ agentsDue: 28_800, agentsWatched: 21_600, gaps: 2, openGaps: 0 });
    expect(rateOf(figures)).toBe(0.75);
  });

  it("count a gap of the collector against every agent and sensor, and an overlap once", () => {
    const figures = ask([
      gapOf({ id: "c", subject: "collector", endpointId: null, from: at(hour), to: at(2 * hour) }),
      gapOf({ id: "a", from: at(hour + hour / 2), to: at(3 * hour) }),
      gapOf({ id: "s", subject: "sensor", fact: "usb", from: at(9 * hour), cause: "sensor-failed" }),
    ]);
    expect(figures).toMatchObject({ collectorWatched: 32_400, agentsWatched: 28_800, openGaps: 1 });
    expect(figures.sensorsWatched).toBe(28_800 + 25_200);
  });

  it("have no rate where nothing was due", () => {
    expect(rateOf(ask([], { subjects: [] }))).toBeNull();
  });

  it("begin when a computer is enrolled and end when it leaves", () => {
    const subjects = [
      pc({ since: at(hour), until: at(2 * hour) }),
      pc({ since: at(9 * hour), until: null }),
      pc({ endpointId: "pc-2", since: at(11 * hour) }),
    ];
    expect(ask([gapOf({ from: at(0) })], { subjects })).toMatchObject({ agentsDue: 7200, agentsWatched: 0 });
  });
});

const seconds = 120;
const moment = fc.integer({ min: -20_000, max: (seconds + 20) * 1000 });
const gapArb = (index: number): fc.Arbitrary<Gap> =>
  fc
    .record({
      subject: fc.constantFrom("collector" as const, "agent" as const, "sensor" as const),
      endpoint: fc.constantFrom("pc-1", "pc-2", "pc-9"),
      fact: fc.constantFrom("usb", "lan"),
      from: moment,
      length: fc.option(fc.integer({ min: 1, max: 60_000 })),
      cause: fc.constantFrom(...gapCause.options),
    })
    .map(({ subject, endpoint, fact, from, length, cause }) =>
      gapOf({
        id: `g${String(index)}`,
        subject,
        endpointId: subject === "collector" ? null : endpoint,
        fact: subject === "sensor" ? fact : null,
        from: at(from),
        to: length === null ? null : at(from + length),
        cause,
      }),
    );
const gapsArb = fc.tuple(...Array.from({ length: 8 }, (_, index) => gapArb(index)));
const subjectsArb = fc.tuple(
  fc.record({
    endpointId: fc.constant("pc-1"),
    since: moment.map(at),
    until: fc.option(moment.map(at)),
    facts: fc.subarray(["usb", "lan", "patch"]),
  }),
  fc.record({
    endpointId: fc.constant("pc-2"),
    since: moment.map(at),
    until: fc.option(moment.map(at)),
    facts: fc.subarray(["usb", "lan"]),
  }),
);
const questionArb: fc.Arbitrary<FiguresQuestion> = fc
  .record({ subjects: subjectsArb, gaps: gapsArb, collectorSince: moment.map(at) })
  .map((parts) => ({ ...parts, from: at(0), to: at(seconds * 1000) }));

/** The same count as a person would make it: a list of seconds and a stroke for each. */
function recount({ subjects, gaps, collectorSince }: FiguresQuestion) {
  const start = base.epochMilliseconds;
  const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds - start;
  const covers = (gap: Gap, second: number): boolean =>
    (gap.to === null ? Infinity : ms(gap.to)) > second * 1000 && ms(gap.from) < (second + 1) * 1000;
  const counted = {
    collectorDue: 0,
    collectorWatched: 0,
    agentsDue: 0,
    agentsWatched: 0,
    sensorsDue: 0,
    sensorsWatched: 0,
  };
  for (let second = 0; second < seconds; second += 1) {
    const now = gaps.filter((gap) => covers(gap, second));
    const blind = now.some(({ subject }) => subject === "collector");
    const from = (text: string): boolean => Math.floor(ms(text) / 1000) <= second;
    if (from(collectorSince)) {
      counted.collectorDue += 1;
      if (!blind) counted.collectorWatched += 1;
    }
    for (const subject of subjects) {
      if (!from(subject.since) || (subject.until !== null && from(subject.until))) continue;
      const own = now.filter(({ endpointId }) => endpointId === subject.endpointId);
      const away = own.filter((gap) => gap.subject === "agent");
      if (away.some(({ cause }) => excusedCauses.has(cause))) continue;
      const watched = !blind && away.length === 0;
      counted.agentsDue += 1;
      if (watched) counted.agentsWatched += 1;
      for (const fact of subject.facts) {
        counted.sensorsDue += 1;
        if (watched && !own.some((gap) => gap.fact === fact)) counted.sensorsWatched += 1;
      }
    }
  }
  return counted;
}

describe("the figures, whatever the gaps", () => {
  it("equal a recount second by second", () => {
    fc.assert(
      fc.property(questionArb, (question) => {
        expect(attendanceFigures(question)).toMatchObject(recount(question));
      }),
    );
  });

  it("never say that more was watched than was due, nor more for one gap more", () => {
    fc.assert(
      fc.property(questionArb, gapArb(99), (question, another) => {
        const before = attendanceFigures(question);
        const after = attendanceFigures({ ...question, gaps: [...question.gaps, another] });
        expect(before.agentsWatched).toBeLessThanOrEqual(before.agentsDue);
        expect(before.sensorsWatched).toBeLessThanOrEqual(before.sensorsDue);
        expect(after.collectorWatched).toBeLessThanOrEqual(before.collectorWatched);
        expect(after.agentsWatched).toBeLessThanOrEqual(before.agentsWatched);
        expect(after.sensorsWatched).toBeLessThanOrEqual(before.sensorsWatched);
      }),
    );
  });
});
