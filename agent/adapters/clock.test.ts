import { describe, expect, it, vi } from "vitest";
import { createClock } from "./clock.ts";

const clock = createClock();

describe("the clock", () => {
  it("runs at each match, after its delay, until it is told to end", async () => {
    const stopping = new AbortController();
    let runs = 0;
    clock.schedule("* * * * * *", 0, () => (runs += 1), stopping.signal);
    await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(2), { timeout: 10_000 });
    stopping.abort();
    const before = runs;
    await clock.wait(1100, new AbortController().signal);
    expect(runs).toBe(before);
  });

  it("ends a wait at once when it is told to", async () => {
    const stopping = new AbortController();
    const started = clock.monotonicMs();
    const waiting = clock.wait(60_000, stopping.signal);
    stopping.abort();
    await waiting;
    await clock.wait(60_000, stopping.signal);
    expect(clock.monotonicMs() - started).toBeLessThan(1000);
  });

  it("tells the time in UTC with milliseconds", () => {
    expect(clock.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
  });
});
