import { useLive } from "../client/live-context.tsx";

/** The collector's time as far as it is known, otherwise this device's; in ISO 8601. */
export const useNow = (): string => useLive().at ?? Temporal.Now.instant().toString();
