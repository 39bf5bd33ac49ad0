import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RouteName } from "#shared/api/routes.ts";
import { createLive, type Source } from "./live.ts";
import { staleAfter } from "./topics.ts";

interface FakeSource extends Source {
  readyState: number;
  say(type: string, data: unknown): void;
}
function fakeSource(): FakeSource {
  const listeners = new Map<string, (event: MessageEvent<unknown>) => void>();
  return {
    readyState: 1,
    addEventListener: (type, listener) => void listeners.set(type, listener),
    close: () => {},
    say: (type, data) => listeners.get(type)?.({ data: JSON.stringify(data) } as MessageEvent<unknown>),
  };
}
const change = (topic: string) => ({ topic, id: null, at: "2026-11-24T09:05:00.000Z", arrivedAt: null });

describe("the live stream", () => {
  let sources: FakeSource[] = [];
  let stale: (readonly RouteName[] | null)[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    sources = [];
    stale = [];
  });
  afterEach(() => vi.useRealTimers());
  const live = () =>
    createLive({
      open: () => {
        const source = fakeSource();
        sources.push(source);
        return source;
      },
      monotonic: () => Date.now(),
      onStale: (names) => void stale.push(names),
    });

  it("refreshes at once and then breathes, so that a storm is one more request", () => {
    const one = live();
    const stop = one.start();
    for (let index = 0; index < 100; index += 1) sources[0]?.say("change", change("incidents"));
    expect(stale).toEqual([staleAfter.incidents]);
    vi.advanceTimersByTime(300);
    expect(stale).toHaveLength(2);
    stop();
  });

  it("asks once more for what is counted, since the first answer may be the count before the change", () => {
    const one = live();
    const stop = one.start();
    sources[0]?.say("change", change("incidents"));
    vi.advanceTimersByTime(3_000);
    expect(stale).toEqual([staleAfter.incidents, ["getOverview", "getPatchCompliance"]]);
    stop();
  });

  it("says within five and a half seconds that nothing came, and asks for everything when it is back", () => {
    const one = live();
    const stop = one.start();
    sources[0]?.say("beat", { at: "2026-11-24T09:02:00.000Z" });
    vi.advanceTimersByTime(4_500);
    expect(one.state().stalled).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(one.state()).toEqual({ at: "2026-11-24T09:02:00.000Z", stalled: true });
    sources[0]?.say("beat", { at: "2026-11-24T09:06:00.000Z" });
    expect(one.state().stalled).toBe(false);
    expect(stale).toEqual([null]);
    stop();
  });

  it("opens again where the browser gave up, and asks who is signed in", () => {
    const one = live();
    const stop = one.start();
    const first = sources[0];
    if (first) first.readyState = 2;
    vi.advanceTimersByTime(600);
    expect(sources).toHaveLength(2);
    expect(stale).toEqual([["getSession"]]);
    stop();
  });

  it("ignores what it cannot read", () => {
    const one = live();
    const stop = one.start();
    sources[0]?.say("change", { topic: "elsewhere" });
    sources[0]?.say("beat", 5);
    expect(stale).toEqual([]);
    expect(one.state().at).toBeNull();
    stop();
  });
});
