import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { createLive, type Live, type LiveState } from "./live.ts";

const LiveContext = createContext<Live | null>(null);
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
  useEffect(() => live.start(), [live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** How the live stream stands now. */
export function useLive(): LiveState {
  const live = useContext(LiveContext);
  return useSyncExternalStore(live?.subscribe ?? never, () => live?.state() ?? still);
}
