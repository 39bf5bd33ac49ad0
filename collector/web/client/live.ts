import { z } from "zod";
import { routes, type RouteName } from "#shared/api/routes.ts";
import { streamEvent } from "#shared/api/schemas.ts";
import { countedAnew, staleAfter } from "./topics.ts";

/** How the live stream stands. */
export interface LiveState {
  /** The collector's time at its last sign of life, or null before the first one. */
  readonly at: string | null;
  /** Whether no sign of life came for five seconds. */
  readonly stalled: boolean;
}

/** The part of EventSource that is used. */
export interface Source {
  addEventListener(type: string, listener: (event: MessageEvent<unknown>) => void): void;
  readonly readyState: number;
  close(): void;
}

export interface LiveDeps {
  readonly open: (address: string) => Source;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonic: () => number;
  /** Called with the answers that grew old, or null for all of them. */
  readonly onStale: (names: readonly RouteName[] | null) => void;
}

export interface Live {
  readonly state: () => LiveState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly start: () => () => void;
}

const patience = 5_000;
/** Pause after a refresh, so that a storm of changes does not become a storm of requests. */
const breath = 250;
const reopenAfter = 3_000;
const closed = 2;
/** After so long every count includes what a change was about, in milliseconds. */
const countedAfter = 2500;

const beat = z.object({ at: z.string() });

function parsed(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/** Listens to the collector and says which answers grew old, and whether it is still there. */
export function createLive({ open, monotonic, onStale }: LiveDeps): Live {
  let state: LiveState = { at: null, stalled: false };
  let heardAt = monotonic();
  const listeners = new Set<() => void>();
  const waiting = new Set<RouteName>();
  let pause: ReturnType<typeof setTimeout> | null = null;
  let counting: ReturnType<typeof setTimeout> | null = null;

  const set = (next: LiveState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  const flush = (): void => {
    pause = null;
    if (waiting.size === 0) return;
    const names = [...waiting];
    waiting.clear();
    onStale(names);
    const counted = names.filter((name) => countedAnew.has(name));
    if (counted.length > 0) {
      // The collector counts computers at most every two seconds: this answer may be the count before the change.
      if (counting !== null) clearTimeout(counting);
      counting = setTimeout(() => onStale([...countedAnew]), countedAfter);
    }
    pause = setTimeout(flush, breath);
  };
  const heard = (at: string): void => {
    heardAt = monotonic();
    const missed = state.stalled;
    set({ at, stalled: false });
    if (missed) onStale(null);
  };
  const onChange = (event: MessageEvent<unknown>): void => {
    const change = streamEvent.safeParse(parsed(event.data));
    if (!change.success) return;
    for (const name of staleAfter[change.data.topic]) waiting.add(name);
    if (pause === null) flush();
  };
  const onBeat = (event: MessageEvent<unknown>): void => {
    const sign = beat.safeParse(parsed(event.data));
    if (sign.success) heard(sign.data.at);
  };

  function start(): () => void {
    let source: Source;
    let reopenAt = 0;
    heardAt = monotonic();
    const connect = (): void => {
      source = open(routes.getStream.path);
      source.addEventListener("change", onChange);
      source.addEventListener("beat", onBeat);
      source.addEventListener("reset", () => onStale(null));
    };
    connect();
    const watch = setInterval(() => {
      const now = monotonic();
      if (!state.stalled && now - heardAt >= patience) set({ ...state, stalled: true });
      // The browser gives up for good on an answer such as 401 or 502; a session may come back.
      if (source.readyState === closed && now >= reopenAt) {
        reopenAt = now + reopenAfter;
        onStale(["getSession"]);
        connect();
      }
    }, 500);
    return () => {
      clearInterval(watch);
      if (pause !== null) clearTimeout(pause);
      if (counting !== null) clearTimeout(counting);
      pause = null;
      source.close();
    };
  }

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    start,
  };
}
