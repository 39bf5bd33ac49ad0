import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from "react";
import { createLive, type Live, type LiveState } from "./live.ts";

interface Listening {
  readonly live: Live;
  readonly listen: (on: boolean) => void;
}

const LiveContext = createContext<Listening | null>(null);
const still: LiveState = { at: null, stalled: false };
const never = (): (() => void) => () => {};

/** Keeps the live stream open while somebody is signed in. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [live] = useState(() =>
    createLive({
      open: (address) => new EventSource(address),
      monotonic: () => performance.now(),
      onStale: (names) => {
        void client.invalidateQueries(
          names === null
            ? {}
            : { predicate: ({ queryKey: [name] }) => names.some((stale) => stale === name) },
        );
      },
    }),
  );
  const [on, listen] = useState(true);
  useEffect(() => (on ? live.start() : undefined), [live, on]);
  const value = useMemo(() => ({ live, listen }), [live]);
  return <LiveContext value={value}>{children}</LiveContext>;
}

/** How the live stream stands now. */
export function useLive(): LiveState {
  const live = useContext(LiveContext)?.live;
  return useSyncExternalStore(live?.subscribe ?? never, () => live?.state() ?? still);
}

/** Stops listening before somebody signs out, so that nothing is asked in the name of who has left; or starts again. */
export const useListen = (): ((on: boolean) => void) => useContext(LiveContext)?.listen ?? never;
