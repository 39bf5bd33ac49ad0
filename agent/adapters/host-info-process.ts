import { z } from "zod";
import { ProbeError, type Probe } from "../core/sensor.ts";
import { explain } from "../core/log.ts";
import { runChildProgram } from "./child-program.ts";

const patienceMs = 120_000;
/** Host facts hardly change; asking again costs a process and what it starts. */
const keptForMs = 24 * 3_600_000;
const facts = z.record(z.string(), z.unknown());

/**
 * Answers {@link Probe.hostFacts} by a child process that loads systeminformation and ends, with one look a day kept in
 * between: loaded into the agent itself, the library would cost several MiB for ever.
 */
export function createHostInfoProcess(monotonicMs: () => number): Probe["hostFacts"] {
  let kept: { readonly at: number; readonly facts: unknown } | null = null;
  return async (signal) => {
    if (kept !== null && monotonicMs() - kept.at < keptForMs) return kept.facts;
    try {
      const ends = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
      const out = await runChildProgram("host-info-child", "", ends);
      kept = { at: monotonicMs(), facts: facts.parse(JSON.parse(out)) };
      return kept.facts;
    } catch (error) {
      throw new ProbeError("command-failed", `systeminformation could not be asked: ${explain(error)}`, {
        cause: error,
      });
    }
  };
}
