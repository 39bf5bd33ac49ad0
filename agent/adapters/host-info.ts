import { ProbeError, type Probe } from "#agent/core/sensor.ts";

/** Host facts hardly change; asking again costs memory and processes. */
const keptForMs = 24 * 3_600_000;

/** What systeminformation is asked; a test gives its own. */
interface HostInformation {
  system(): Promise<unknown>;
  osInfo(): Promise<unknown>;
  cpu(): Promise<unknown>;
  mem(): Promise<unknown>;
}

export interface HostInfoDependencies {
  readonly monotonicMs: () => number;
  /** Loads the library; called at most once a day, and never before the first ask. */
  readonly load?: () => Promise<HostInformation>;
}

const loadSystemInformation = async (): Promise<HostInformation> => {
  const { default: library } = await import("systeminformation");
  return library;
};

/** Only what the fact `health` declares; identifiers and settings beside it are nobody's business. */
const pick = (all: unknown, names: readonly string[]): Record<string, unknown> =>
  typeof all === "object" && all !== null
    ? Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
    : {};

/** Answers {@link Probe.hostFacts} from systeminformation, with one look a day kept in between. */
export const createHostInfo = ({
  monotonicMs,
  load = loadSystemInformation,
}: HostInfoDependencies): Probe["hostFacts"] => {
  let kept: { readonly at: number; readonly facts: Promise<unknown> } | undefined;
  const look = async (): Promise<unknown> => {
    const library = await load();
    // One after the other: each starts programs, and an office PC is in use.
    return {
      system: pick(await library.system(), ["manufacturer", "model", "serial", "virtual"]),
      osInfo: pick(await library.osInfo(), ["distro", "release", "build", "kernel", "hostname"]),
      cpu: pick(await library.cpu(), ["manufacturer", "brand", "cores"]),
      mem: pick(await library.mem(), ["total"]),
    };
  };
  return async (signal) => {
    const ended = (): ProbeError =>
      new ProbeError("timeout", "The computer's facts did not come in time.", { cause: signal.reason });
    if (signal.aborted) throw ended();
    if (kept === undefined || monotonicMs() - kept.at >= keptForMs) {
      const facts = look();
      const mine = { at: monotonicMs(), facts };
      kept = mine;
      facts.catch(() => {
        if (kept === mine) kept = undefined;
      });
    }
    const stopped = Promise.withResolvers<never>();
    const onAbort = (): void => stopped.reject(ended());
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([kept.facts, stopped.promise]);
    } catch (error) {
      if (error instanceof ProbeError) throw error;
      throw new ProbeError("command-failed", "systeminformation could not be asked.", { cause: error });
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  };
};
