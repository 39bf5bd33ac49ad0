import type { Probe } from "#agent/core/sensor.ts";

/** What the system says about the end of the agent: its own, or that of the whole computer. */
export type Ending = "going-down" | "stays-on" | "unknown";

const patienceMs = 1000;
const staying = new Set(["initializing", "starting", "running", "degraded", "maintenance"]);

/** The answer of `systemctl is-system-running`. Never throws. */
export const parseSystemState = (text: string): Ending => {
  const state = text.trim();
  if (state === "stopping") return "going-down";
  return staying.has(state) ? "stays-on" : "unknown";
};

/**
 * Asks whether the computer is being switched off or restarted. A stop by hand and a shutdown look the same to a
 * program that is told to end; only the system knows which it is. `unknown` where it does not answer within a second.
 * Never rejects.
 */
export const askEnding = async (probe: Probe, signal: AbortSignal): Promise<Ending> => {
  if (probe.platform !== "linux") return "unknown";
  try {
    const { stdout } = await probe.run(["systemctl", "is-system-running"], signal, { timeoutMs: patienceMs });
    return parseSystemState(stdout);
  } catch {
    // No systemd, or it no longer answers: nothing is known, and nothing is claimed.
    return "unknown";
  }
};
