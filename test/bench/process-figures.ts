import { readdirSync, readFileSync } from "node:fs";

/** Memory and processor time of a process with its living and ended children. */
export interface ProcessFigures {
  readonly rssMib: number;
  readonly anonMib: number;
  readonly cpuSeconds: number;
}

/** Ticks a second of Linux's process accounting. */
const ticksPerSecond = 100;

function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8")
      .split(" ")
      .filter((text) => text !== "")
      .map(Number),
  );
}

/** Reads /proc once. Throws when the process is gone: a figure of nothing would look light. */
export function figuresOf(pid: number): ProcessFigures {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "mu").exec(status)?.[1]);
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name in parentheses may hold spaces; the fields are counted after it. 14..17: utime stime cutime cstime.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
  const own: ProcessFigures = {
    rssMib: kib("VmRSS") / 1024,
    anonMib: kib("RssAnon") / 1024,
    cpuSeconds: ticks / ticksPerSecond,
  };
  return childrenOf(pid).reduce((sum, child) => {
    let figures: ProcessFigures;
    try {
      figures = figuresOf(child);
    } catch {
      // It ended between the list and the look; its time is then counted with its parent's ended children.
      return sum;
    }
    return {
      rssMib: sum.rssMib + figures.rssMib,
      anonMib: sum.anonMib + figures.anonMib,
      cpuSeconds: sum.cpuSeconds + figures.cpuSeconds,
    };
  }, own);
}

/** Growth in units a minute, by least squares over samples taken evenly. */
export function slopePerMinute(
  samples: readonly { readonly minute: number; readonly value: number }[],
): number {
  const count = samples.length;
  const meanX = samples.reduce((sum, each) => sum + each.minute, 0) / count;
  const meanY = samples.reduce((sum, each) => sum + each.value, 0) / count;
  const top = samples.reduce((sum, each) => sum + (each.minute - meanX) * (each.value - meanY), 0);
  const bottom = samples.reduce((sum, each) => sum + (each.minute - meanX) ** 2, 0);
  return bottom === 0 ? 0 : top / bottom;
}
