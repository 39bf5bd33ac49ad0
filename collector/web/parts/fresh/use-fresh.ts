import { useEffect, useState } from "react";
import { seen, withKeys, type FreshKeys } from "./fresh-keys.ts";

interface Held {
  readonly scope: string;
  readonly state: FreshKeys | null;
}

const lookTime = 4_000;
const signsOfLife = ["pointermove", "pointerdown", "keydown", "wheel"] as const;

/**
 * Marks rows that come while the list is open. A mark goes when somebody was there to see it: four seconds after the
 * first movement of pointer or key. `scope` names what the list was asked for: another filter or one more page is not
 * news.
 */
export function useFresh(keys: readonly string[] | undefined, scope = ""): ReadonlySet<string> {
  const [held, setHeld] = useState<Held>({ scope, state: null });
  const state = held.scope === scope ? held.state : null;
  const next = keys === undefined ? state : withKeys(state, keys);
  if (next !== held.state || scope !== held.scope) setHeld({ scope, state: next });
  const count = next?.fresh.size ?? 0;

  useEffect(() => {
    if (count === 0) return undefined;
    const leave = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const somebodyIsThere = (): void => {
      timer ??= setTimeout(
        () => setHeld((now) => (now.state === null ? now : { ...now, state: seen(now.state) })),
        lookTime,
      );
    };
    for (const sign of signsOfLife)
      window.addEventListener(sign, somebodyIsThere, { passive: true, signal: leave.signal });
    return () => {
      leave.abort();
      clearTimeout(timer);
    };
  }, [count]);
  return next?.fresh ?? new Set();
}
