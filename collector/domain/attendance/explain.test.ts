import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gapCause, type Gap } from "#shared/model/attendance.ts";
import { healthEvent, type HealthEvent } from "#shared/facts/health.ts";
import { explainGap, type GapQuestion, shortestGapMs } from "./explain.ts";
import type { Told } from "./told.ts";

/** A time of 24 November, as 9:05 or 9:05:30; a day may be added. */
const on = (time: string, day = 24): string => {
  const [hour = "0", minute = "0", second = "0"] = time.split(":");
  return new Date(Date.UTC(2026, 10, day, Number(hour), Number(minute), Number(second))).toISOString();
};
const event = (
  at: string,
  type: HealthEvent["type"],
  detail = "",
  from: string | null = null,
  to: string | null = at,
): Told => ({ kind: "event", at, event: { type, detail, from, to } });

// What agents really say, word for word.
const started = (at: string): Told => event(at, "agent-started", "version 0.1.0");
const startedAfterCrash = (at: string, lastSign: string): Told =>
  event(
    at,
    "agent-started",
    `version 0.1.0; the run since ${on("6:00")} ended without a record of its end; last sign of life ${lastSign}`,
    lastSign,
  );
const stopped = (at: string): Told => event(at, "agent-stopped", "the agent was asked to stop");
const stoppedByHand = (at: string): Told =>
  event(at, "agent-stopped", "the agent was asked to stop; the computer stays on");
const goingDown = (at: string): Told =>
  event(at, "shutdown", "the computer is being switched off or restarted");
const switchedOn = (lastSeen: string, bootedAt: string, toldAt: string, closed = true): readonly Told[] => [
  event(
    lastSeen,
    "shutdown",
    closed
      ? "The computer was switched off after the agent had been stopped."
      : "The computer went off before the agent was stopped: power failure, crash, or the agent had been killed.",
    lastSeen,
    bootedAt,
  ),
  event(bootedAt, "boot", "The computer was switched on.", bootedAt, toldAt),
];
const slept = (from: string, to: string): readonly Told[] => [
  event(from, "sleep", "The computer slept for 3600 s.", from, to),
  event(to, "resume", "The computer slept for 3600 s.", to, to),
];
const reading = (at: string, startedAt: string, bootedAt: string | null): Told => ({
  kind: "reading",
  at,
  startedAt,
  bootedAt,
});
const collectorGap = (from: string, to: string, cause: Gap["cause"] = "collector-killed"): Gap => ({
  id: "c",
  subject: "collector",
  endpointId: null,
  fact: null,
  from,
  to,
  cause,
  detail: "the collector was away",
  explainedAt: to,
});

const ask = (over: Partial<GapQuestion>) =>
  explainGap({
    from: on("10:00"),
    to: on("12:00"),
    now: on("12:02"),
    told: [],
    collectorGaps: [],
    clockOffsetMs: 0,
    settled: true,
    ...over,
  });
const causes = (over: Partial<GapQuestion>): readonly string[] => ask(over).map(({ cause }) => cause);
const boot = on("6:00");
const morning = [reading(on("9:50"), boot, boot)];

describe("a gap's cause", () => {
  it.each<[string, string, readonly Told[]]>([
    [
      "the system said that it goes down",
      "computer-off",
      [goingDown(on("10:00")), started(on("11:59")), ...switchedOn(on("10:00"), on("11:58"), on("11:59"))],
    ],
    [
      "it was switched on again after a clean stop",
      "computer-off",
      [stopped(on("10:00")), started(on("11:59")), ...switchedOn(on("10:00"), on("11:58"), on("11:59"))],
    ],
    [
      "it was switched on again without a record of its end",
      "power-lost",
      [
        startedAfterCrash(on("11:59"), on("9:59:30")),
        ...switchedOn(on("9:59:30"), on("11:58"), on("11:59"), false),
      ],
    ],
    [
      "only the reading says that it was switched on",
      "power-lost",
      [startedAfterCrash(on("11:59"), on("9:59:30")), reading(on("11:59:05"), on("11:59"), on("11:58"))],
    ],
    ["it slept", "asleep", slept(on("10:00"), on("11:59"))],
    [
      "the agent was stopped and started",
      "agent-stopped",
      [stopped(on("10:00")), started(on("11:59")), reading(on("11:59:05"), on("11:59"), boot)],
    ],
    [
      "the agent was stopped by hand, and the computer switched on later",
      "agent-stopped",
      [
        stoppedByHand(on("10:00")),
        started(on("11:59")),
        ...switchedOn(on("10:00"), on("11:58"), on("11:59")),
      ],
    ],
    [
      "a new run began on a computer that had stayed on",
      "agent-killed",
      [startedAfterCrash(on("11:59"), on("9:59:30")), reading(on("11:59:05"), on("11:59"), boot)],
    ],
    ["the run went on and told of the time", "network-cut", [reading(on("11:50"), boot, boot)]],
    ["the run went on and has nothing to tell", "network-cut", []],
    [
      "the run before left no word at all",
      "unconfirmed",
      [started(on("11:59")), reading(on("11:59:05"), on("11:59"), boot)],
    ],
  ])("where %s is %s", (_case, cause, told) => {
    const pieces = ask({ told: [...morning, ...told] });
    expect(pieces).toMatchObject([{ from: on("10:00"), to: on("12:00"), cause }]);
  });

  it("is the collector's where the collector was away", () => {
    expect(causes({ collectorGaps: [collectorGap(on("9:59"), on("12:01"))] })).toEqual(["collector-killed"]);
  });

  it("is known at once from a clean end told before the silence", () => {
    const open = { to: null, settled: false } as const;
    expect(causes({ ...open, told: [...morning, goingDown(on("10:00"))] })).toEqual(["computer-off"]);
    expect(causes({ ...open, told: [...morning, stoppedByHand(on("10:00"))] })).toEqual(["agent-stopped"]);
    expect(causes({ ...open, told: morning })).toEqual(["unconfirmed"]);
  });

  it("is not the collector's while it lasts, since the collector runs again", () => {
    const now = on("12:00");
    const collectorGaps = [collectorGap(on("11:40"), now)];
    expect(causes({ to: null, now, settled: false, told: morning, collectorGaps })).toEqual(["unconfirmed"]);
    const told = [...morning, goingDown(on("10:00"))];
    expect(causes({ to: null, now, settled: false, told, collectorGaps })).toEqual(["computer-off"]);
  });

  it("is not claimed before everything was told", () => {
    expect(causes({ settled: false })).toEqual(["unconfirmed"]);
    // Whether it was killed or lost its power shows only with the boot time, which comes a moment later.
    const told = [...morning, startedAfterCrash(on("11:59"), on("9:59:30"))];
    expect(causes({ settled: false, told })).toEqual(["unconfirmed"]);
    expect(causes({ settled: false, told: [...told, reading(on("11:59:05"), on("11:59"), boot)] })).toEqual([
      "agent-killed",
    ]);
  });

  it("is told for each part of a gap that has several", () => {
    const told = [
      ...morning,
      goingDown(on("17:30")),
      started(on("8:21", 25)),
      ...switchedOn(on("17:30"), on("8:20", 25), on("8:21", 25)),
    ];
    const to = on("9:00", 25);
    expect(ask({ to, now: to, told })).toMatchObject([
      { from: on("10:00"), to: on("17:30"), cause: "network-cut" },
      { from: on("17:30"), to: on("8:21", 25), cause: "computer-off" },
      { from: on("8:21", 25), to, cause: "network-cut" },
    ]);
    expect(causes({ to, now: to, told, settled: false })).toEqual(["unconfirmed"]);
  });

  it("does not excuse the time in which a computer was on and its agent was not", () => {
    const told = [
      ...morning,
      goingDown(on("10:00")),
      started(on("11:59")),
      ...switchedOn(on("10:00"), on("11:00"), on("11:59")),
    ];
    expect(ask({ told })).toMatchObject([
      { cause: "computer-off", to: on("11:00") },
      { cause: "unconfirmed", from: on("11:00") },
    ]);
  });

  it("sets the collector's own gap apart from the computer's", () => {
    const told = [...morning, goingDown(on("10:30"))];
    const pieces = ask({
      told: [...told, started(on("11:59")), ...switchedOn(on("10:30"), on("11:58"), on("11:59"))],
      collectorGaps: [collectorGap(on("10:00"), on("11:00"), "collector-stopped")],
    });
    expect(pieces.map(({ cause, to }) => [cause, to])).toEqual([
      ["collector-stopped", on("11:00")],
      ["computer-off", on("12:00")],
    ]);
  });

  it("is found on a computer whose clock is nine hours off", () => {
    const hours = 9 * 3_600_000;
    const told = [
      goingDown(on("19:00")),
      started(on("20:59")),
      ...switchedOn(on("19:00"), on("20:58"), on("20:59")),
    ];
    expect(causes({ told, clockOffsetMs: hours })).toEqual(["computer-off"]);
    expect(causes({ told, clockOffsetMs: 0 })).not.toEqual(["computer-off"]);
  });

  it("keeps a sleep apart from the cut that follows it", () => {
    expect(ask({ told: [...morning, ...slept(on("10:00"), on("11:00"))] })).toMatchObject([
      { cause: "asleep", to: on("11:00") },
      { cause: "network-cut", from: on("11:00") },
    ]);
  });
});

const start = Date.UTC(2026, 10, 24, 10);
const instantArb = fc
  .integer({ min: -4_000_000, max: 12_000_000 })
  .map((ms) => new Date(start + ms).toISOString());
const toldArb: fc.Arbitrary<Told> = fc.oneof(
  fc
    .record({
      at: instantArb,
      type: fc.constantFrom(...healthEvent.shape.type.options),
      detail: fc.constantFrom("", "x ended without a record of its end", "x; the computer stays on"),
      from: fc.option(instantArb),
      to: fc.option(instantArb),
    })
    .map(({ at, ...rest }): Told => ({ kind: "event", at, event: rest })),
  fc
    .record({ at: instantArb, startedAt: instantArb, bootedAt: fc.option(instantArb) })
    .map((rest): Told => ({ kind: "reading", ...rest })),
);

describe("the parts of a gap, whatever was told", () => {
  it("are together exactly the gap, and none is shorter than a gap", () => {
    fc.assert(
      fc.property(
        fc.array(toldArb, { maxLength: 12 }),
        fc.array(fc.tuple(instantArb, instantArb), { maxLength: 2 }),
        fc.integer({ min: 1, max: 8000 }),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: -5_000_000, max: 5_000_000 }),
        (told, collector, seconds, settled, lasts, clockOffsetMs) => {
          const from = new Date(start).toISOString();
          const end = new Date(start + seconds * 1000).toISOString();
          const to = lasts ? null : end;
          const collectorGaps = collector.map(([a, b]) => collectorGap(a < b ? a : b, a < b ? b : a));
          const pieces = explainGap({ from, to, now: end, told, collectorGaps, clockOffsetMs, settled });
          expect([pieces[0]?.from, pieces.at(-1)?.to]).toEqual([from, to]);
          expect(pieces.slice(1).map((piece) => piece.from)).toEqual(
            pieces.slice(0, -1).map((piece) => piece.to),
          );
          expect(pieces.filter(({ cause }) => !gapCause.options.includes(cause))).toEqual([]);
          expect(pieces.filter(({ detail }) => detail.length > 500)).toEqual([]);
          const short = pieces.filter(
            (one) => one.to !== null && Date.parse(one.to) - Date.parse(one.from) <= shortestGapMs,
          );
          expect(pieces.length === 1 ? [] : short).toEqual([]);
        },
      ),
    );
  });

  it("are the same when they are explained again", () => {
    fc.assert(
      fc.property(fc.array(toldArb, { maxLength: 10 }), (told) => {
        const question = { now: on("13:00"), told, collectorGaps: [], clockOffsetMs: 0, settled: true };
        const pieces = explainGap({ ...question, from: on("10:00"), to: on("12:00") });
        for (const { from, to, cause } of pieces)
          expect(explainGap({ ...question, from, to }).map((again) => again.cause)).toEqual([cause]);
      }),
    );
  });
});
