import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SensorContext, WatchTools } from "#agent/core/sensor.ts";
import { healthEvent, type HealthEvent } from "#shared/facts/health.ts";
import { createFakeProbe } from "#test/support/fake-probe.ts";
import { watchLinuxHealth } from "./linux.watch.ts";
import { judgeTimeline, parseRemembered, type Remembered } from "./timeline.ts";

const start = Temporal.Instant.from("2026-11-23T09:00:00Z").epochMilliseconds;
const context: SensorContext = {
  networks: [],
  proposeNetworks: false,
  agent: { version: "0", startedAt: "2026-11-23T09:00:00.000Z", outboxPending: 0, outboxBytes: 0 },
};

/** A computer whose three clocks the test moves. */
const createComputer = () => {
  const clock = { wallMs: start, bootMs: 60_000, awakeMs: 60_000, bootId: "boot-a" };
  let saved: string | null = null;
  const events: { readonly body: HealthEvent; readonly at: string | undefined }[] = [];
  const probe = createFakeProbe({
    now: () => Temporal.Instant.fromEpochMilliseconds(clock.wallMs).toString({ smallestUnit: "millisecond" }),
    monotonicMs: () => clock.awakeMs,
  });
  const tools: WatchTools = {
    context: () => context,
    event: async (body, at) => {
      events.push({ body: healthEvent.parse(body), at });
    },
    look: () => undefined,
    load: () => saved,
    save: (state) => {
      saved = state;
    },
    log: () => undefined,
  };
  const show = (): void =>
    probe.change({
      files: {
        "/proc/uptime": `${(clock.bootMs / 1000).toFixed(2)} 1.00\n`,
        "/proc/sys/kernel/random/boot_id": `${clock.bootId}\n`,
      },
    });
  show();
  return {
    events,
    /** Lets time pass: awake, asleep, and by how much somebody moves the clock. */
    pass: async (awakeMs: number, asleepMs = 0, movedMs = 0): Promise<void> => {
      clock.awakeMs += awakeMs;
      clock.bootMs += awakeMs + asleepMs;
      clock.wallMs += awakeMs + asleepMs + movedMs;
      show();
      await vi.advanceTimersByTimeAsync(awakeMs);
    },
    reboot: (offMs: number): void => {
      clock.wallMs += offMs;
      clock.bootMs = 20_000;
      clock.awakeMs = 20_000;
      clock.bootId = "boot-b";
      show();
    },
    run: async (during: () => Promise<void>): Promise<void> => {
      const stop = new AbortController();
      const over = watchLinuxHealth(probe, tools, stop.signal);
      await vi.advanceTimersByTimeAsync(0);
      await during();
      stop.abort();
      await over;
    },
  };
};

describe("the health watch", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is silent on a quiet day", async () => {
    const computer = createComputer();
    await computer.run(async () => {
      for (let minute = 0; minute < 20; minute += 1) await computer.pass(30_000);
    });
    expect(computer.events).toEqual([]);
  });

  it("tells sleep and waking once, with their times", async () => {
    const computer = createComputer();
    await computer.run(async () => {
      await computer.pass(30_000);
      await computer.pass(30_000, 3_600_000);
      await computer.pass(30_000);
    });
    expect(computer.events.map(({ body, at }) => [body.type, at])).toEqual([
      ["sleep", "2026-11-23T09:00:30.000Z"],
      ["resume", "2026-11-23T10:01:00.000Z"],
    ]);
  });

  it("tells a clock that was moved, and how far", async () => {
    const computer = createComputer();
    await computer.run(async () => {
      await computer.pass(30_000, 0, -7_200_000);
      await computer.pass(30_000);
    });
    expect(computer.events.map(({ body }) => [body.type, body.detail])).toEqual([
      ["clock-jump", "The clock was set back by 7200 s."],
    ]);
  });

  it("tells after a restart of the computer when it was off", async () => {
    const computer = createComputer();
    await computer.run(async () => computer.pass(30_000));
    computer.reboot(600_000);
    await computer.run(async () => computer.pass(30_000));
    expect(computer.events.map(({ body }) => [body.type, body.from, body.to])).toEqual([
      ["shutdown", "2026-11-23T09:00:30.000Z", "2026-11-23T09:10:10.000Z"],
      ["boot", "2026-11-23T09:10:10.000Z", "2026-11-23T09:10:30.000Z"],
    ]);
    expect(computer.events[0]?.body.detail).toMatch(/after the agent had been stopped/u);
  });

  it("says nothing when only the agent was restarted", async () => {
    const computer = createComputer();
    await computer.run(async () => computer.pass(30_000));
    await computer.pass(300_000);
    await computer.run(async () => computer.pass(30_000));
    expect(computer.events).toEqual([]);
  });
});

describe("the timeline", () => {
  const ms = fc.integer({ min: 0, max: 4_000_000_000 });
  const moment: fc.Arbitrary<Remembered> = fc.record({
    bootId: fc.constantFrom("a", "b"),
    wallMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    bootMs: ms,
    awakeMs: ms,
    closed: fc.boolean(),
  });

  it("is always in the form of the fact", () => {
    fc.assert(
      fc.property(moment, moment, (before, now) => {
        for (const event of judgeTimeline(before, now)) expect(() => healthEvent.parse(event)).not.toThrow();
      }),
    );
  });

  it("starts anew from a state that cannot be read", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseRemembered(text)).toBeNull();
      }),
    );
    expect(parseRemembered(null)).toBeNull();
  });
});
