import { z } from "zod";
import { ProbeError, type Probe, type Reader } from "#agent/core/sensor.ts";
import type { Health } from "#shared/facts/health.ts";
import type { FailureCode, Reading } from "#shared/facts/reading.ts";
import { osReleasePaths, parseOsRelease } from "../os-release.ts";
import { parseHost } from "./host.ts";
import { parseBootTime, parseLocalMounts, parseProcessStat, parseStatusBytes, parseUptime } from "./proc.ts";

const bytes = z.number().int().nonnegative();
const recorded = z.object({
  uptime: z.string(),
  /** Milliseconds of the clock that stands still during sleep; on Linux it counts from boot. */
  monotonicMs: z.number().nonnegative(),
  stat: z.string(),
  osRelease: z.string().nullable(),
  host: z.unknown(),
  disks: z.array(z.object({ mount: z.string(), sizeBytes: bytes, freeBytes: bytes })),
  status: z.string(),
  processes: z.array(z.string()),
  agent: z.object({
    version: z.string(),
    startedAt: z.iso.datetime(),
    outboxPending: bytes,
    outboxBytes: bytes,
  }),
});
type Recorded = z.infer<typeof recorded>;

/** The answer, or null where the machine did not give it; what lacks is shown as unknown. */
const orNull = async <T>(ask: Promise<T>): Promise<T | null> => {
  try {
    return await ask;
  } catch (error) {
    if (error instanceof ProbeError) return null;
    throw error;
  }
};

const readDisks = async (probe: Probe, signal: AbortSignal): Promise<Recorded["disks"]> => {
  const mounts = parseLocalMounts((await orNull(probe.readFile("/proc/self/mountinfo", signal))) ?? "");
  const disks: Recorded["disks"] = [];
  for (const mount of mounts) {
    const space = await orNull(probe.diskSpace(mount, signal));
    if (space !== null && space.sizeBytes > 0) disks.push({ mount, ...space });
  }
  return disks;
};

/** The agent's own line of /proc and those of its running children; ended ones are counted in its own. */
const readProcesses = async (probe: Probe, signal: AbortSignal): Promise<string[]> => {
  const own = await probe.readFile("/proc/self/stat", signal);
  const pid = parseProcessStat(own)?.pid;
  const children =
    pid === undefined ? null : await orNull(probe.readFile(`/proc/self/task/${pid}/children`, signal));
  const lines = [own];
  for (const child of (children ?? "").split(" ").filter((text) => /^\d+$/u.test(text))) {
    const line = await orNull(probe.readFile(`/proc/${child}/stat`, signal));
    if (line !== null) lines.push(line);
  }
  return lines;
};

const read: Reader<Health>["read"] = async (probe, context, signal) => {
  const osRelease =
    (await orNull(probe.readFile(osReleasePaths[0], signal))) ??
    (await orNull(probe.readFile(osReleasePaths[1], signal)));
  const answer: Recorded = {
    uptime: await probe.readFile("/proc/uptime", signal),
    monotonicMs: probe.monotonicMs(),
    stat: await probe.readFile("/proc/stat", signal),
    osRelease,
    host: await orNull(probe.hostFacts(signal)),
    disks: await readDisks(probe, signal),
    status: await probe.readFile("/proc/self/status", signal),
    processes: await readProcesses(probe, signal),
    agent: {
      version: context.agent.version,
      startedAt: context.agent.startedAt,
      outboxPending: context.agent.outboxPending,
      outboxBytes: context.agent.outboxBytes,
    },
  };
  return JSON.stringify(answer);
};

const failed = (code: FailureCode, reason: string): Reading<Health> => ({ status: "failed", code, reason });

const parse = (raw: string): Reading<Health> => {
  const unreadable = failed(
    "unparsable",
    "What this computer told about itself could not be read. Report it with the agent's log.",
  );
  let told: unknown;
  try {
    told = JSON.parse(raw);
  } catch {
    return unreadable;
  }
  const checked = recorded.safeParse(told);
  if (!checked.success) return unreadable;
  const { agent, disks, host, monotonicMs, osRelease, processes, stat, status } = checked.data;
  const uptime = parseUptime(checked.data.uptime);
  const rssBytes = parseStatusBytes(status, "VmRSS");
  const own = processes.map((line) => parseProcessStat(line));
  if (uptime === null || rssBytes === null || own[0] === undefined || own[0] === null) return unreadable;
  const btime = parseBootTime(stat);
  return {
    status: "ok",
    value: {
      host: parseHost(host, parseOsRelease(osRelease ?? "")),
      bootedAt:
        btime === null
          ? null
          : Temporal.Instant.fromEpochMilliseconds(btime * 1000).toString({ smallestUnit: "millisecond" }),
      poweredOnSeconds: Math.min(uptime, monotonicMs / 1000),
      disks: disks.map(({ mount, sizeBytes, freeBytes }) => ({
        mount: mount.replaceAll(/\p{Cc}/gu, "").slice(0, 300),
        sizeBytes,
        freeBytes,
      })),
      agent: {
        version: agent.version.slice(0, 40),
        startedAt: agent.startedAt,
        outboxPending: agent.outboxPending,
        outboxBytes: agent.outboxBytes,
        rssBytes,
        privateBytes: parseStatusBytes(status, "RssAnon"),
        cpuSeconds: own.reduce((sum, one) => sum + (one?.cpuSeconds ?? 0), 0),
      },
    },
  };
};

/** Reads the computer and the agent's own footprint from /proc. */
export const linuxHealth: Reader<Health> = { read, parse };
