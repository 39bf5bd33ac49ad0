import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHandClock, settle } from "#test/support/hand-clock.ts";
import { cadenceForEvery, cronForEvery, jitterOf, lookDelayMs, startJob } from "./schedule.ts";

const begin = (
  work: (signal: AbortSignal) => Promise<void>,
  cadence = { cron: "0 * * * *", jitterSeconds: 600 },
) => {
  const clock = createHandClock();
  const stopping = new AbortController();
  const log: string[] = [];
  const deps = { clock, log: (_level: string, message: string) => log.push(message), endpointId: "pc-1" };
  return {
    clock,
    log,
    stop: () => stopping.abort(),
    job: startJob(deps, "patch", cadence, work, stopping.signal),
  };
};

const nothing = (): void => {};

describe("a job", () => {
  it("runs at once and at each match", async () => {
    let runs = 0;
    const { clock, stop } = begin(async () => {
      runs += 1;
    });
    await settle();
    expect(runs).toBe(1);
    await clock.match("0 * * * *");
    expect(runs).toBe(2);
    stop();
    await clock.match("0 * * * *");
    expect(runs).toBe(2);
  });

  it("does not run twice at the same time", async () => {
    let runs = 0;
    let finish = nothing;
    const { clock, job } = begin(
      () =>
        new Promise((resolve) => {
          runs += 1;
          finish = resolve;
        }),
    );
    await clock.match("0 * * * *");
    expect(runs).toBe(1);
    finish();
    await job.idle();
    await clock.match("0 * * * *");
    expect(runs).toBe(2);
  });

  it("makes one run of many looks, and one more after a run that was under way", async () => {
    let runs = 0;
    let finish = nothing;
    const { clock, job } = begin(
      () =>
        new Promise((resolve) => {
          runs += 1;
          finish = resolve;
        }),
    );
    for (let call = 0; call < 10; call += 1) job.look();
    await clock.pass(lookDelayMs);
    expect(runs).toBe(1);
    finish();
    await settle();
    expect(runs).toBe(2);
    finish();
    await job.idle();
    job.look();
    job.look();
    await clock.pass(lookDelayMs);
    expect(runs).toBe(3);
  });

  it("goes on after a run that failed, and says so", async () => {
    const { clock, log } = begin(() => Promise.reject(new Error("no disk")));
    await settle();
    await clock.match("0 * * * *");
    expect(log).toEqual(["patch failed", "patch failed"]);
  });

  it("takes another cadence while it runs", () => {
    const { clock, job } = begin(() => Promise.resolve());
    job.change({ cron: "*/5 * * * *", jitterSeconds: 0 });
    expect(clock.scheduled).toEqual([expect.objectContaining({ cron: "*/5 * * * *", delaySeconds: 0 })]);
  });
});

describe("the jitter", () => {
  it("is the same for a host and a job, and spreads hosts over the whole range", () => {
    const delays = Array.from({ length: 1000 }, (_, host) => jitterOf(`pc-${host}`, "patch", 900));
    expect(jitterOf("pc-7", "patch", 900)).toBe(delays[7]);
    expect(Math.min(...delays)).toBeLessThan(30);
    expect(Math.max(...delays)).toBeGreaterThan(870);
    expect(new Set(delays).size).toBeGreaterThan(500);
  });

  it("lies within its range for any host", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.integer({ min: 0, max: 1e6 }), (host, job, range) => {
        const delay = jitterOf(host, job, range);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThan(Math.max(1, range));
      }),
    );
  });
});

describe("a period of the settings file", () => {
  it.each([
    [30, "*/30 * * * * *"],
    [300, "*/5 * * * *"],
    [3600, "0 */1 * * *"],
    [21_600, "0 */6 * * *"],
    [86_400, "0 0 * * *"],
    [25_200, null],
    [1, null],
    [420, null],
    [604_800, null],
  ])("of %i seconds is %s", (seconds, cron) => {
    expect(cronForEvery(seconds)).toBe(cron);
  });

  it("has a jitter of a quarter of it, a quarter of an hour at most", () => {
    expect(cadenceForEvery(300)?.jitterSeconds).toBe(75);
    expect(cadenceForEvery(86_400)?.jitterSeconds).toBe(900);
  });
});
