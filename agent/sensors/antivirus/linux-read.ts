import { z } from "zod";
import { ProbeError, type Probe, type Reader } from "#agent/core/sensor.ts";
import type { Antivirus } from "#shared/facts/antivirus.ts";
import { failureCode } from "#shared/facts/reading.ts";
import { parseClamdConf } from "./clamav-config.ts";
import { isDatabase, isOfficial } from "./clamav-database.ts";

const configPaths = ["/etc/clamav/clamd.conf", "/etc/clamd.d/scan.conf", "/etc/clamd.conf"] as const;
const usualSockets = [
  "/run/clamav/clamd.ctl",
  "/run/clamd.scan/clamd.sock",
  "/run/clamav/clamd.sock",
  "/run/clamd/clamd.sock",
] as const;
const usualDatabaseDirectory = "/var/lib/clamav";
const programPaths = [
  "/usr/sbin/clamd",
  "/usr/local/sbin/clamd",
  "/usr/bin/clamscan",
  "/usr/local/bin/clamscan",
] as const;
const headBytes = 512;
const maxDatabaseFiles = 300;

/** Products that protect a computer all the same, and that this agent cannot ask. */
const otherProducts = [
  ["/opt/microsoft/mdatp", "Microsoft Defender for Endpoint"],
  ["/opt/sophos-spl", "Sophos Protection for Linux"],
  ["/opt/sophos-av", "Sophos Anti-Virus"],
  ["/opt/eset", "ESET"],
  ["/opt/ds_agent", "Trend Micro Deep Security"],
  ["/opt/TrendMicro", "Trend Micro"],
  ["/opt/kaspersky", "Kaspersky Endpoint Security"],
  ["/opt/CrowdStrike", "CrowdStrike Falcon"],
  ["/opt/sentinelone", "SentinelOne"],
  ["/opt/f-secure", "WithSecure"],
  ["/opt/isec", "Trellix"],
  ["/opt/McAfee", "McAfee"],
  ["/opt/carbonblack", "Carbon Black"],
] as const;

const failure = z.object({ failure: failureCode, message: z.string() });

/** What one look at ClamAV brought; the text between `read` and `parse`. */
export const recorded = z.object({
  lookedAt: z.iso.datetime(),
  /** The computer's time zone, in which clamd writes its build time. */
  timeZone: z.string(),
  programs: z.array(z.string()),
  /** The answer of the first socket that gave one, or why none did; null when there is no socket at all. */
  socket: z.union([z.object({ path: z.string(), answer: z.string() }), failure]).nullable(),
  tcp: z.boolean(),
  /** Names of processes of the administrator that concern ClamAV. */
  processes: z.array(z.string()),
  databases: z.union([
    z.array(z.object({ name: z.string(), sizeBytes: z.number(), head: z.string().nullable() })),
    failure,
  ]),
  others: z.array(z.string()),
});
export type Recorded = z.infer<typeof recorded>;

const absentAsNull = async <T>(ask: Promise<T>): Promise<T | null> => {
  try {
    return await ask;
  } catch (error) {
    if (error instanceof ProbeError && error.code === "source-absent") return null;
    throw error;
  }
};

const asFailure = (error: unknown): z.infer<typeof failure> => {
  if (error instanceof ProbeError) return { failure: error.code, message: error.message };
  throw error;
};

const existing = async (probe: Probe, paths: readonly string[], signal: AbortSignal): Promise<string[]> => {
  const found: string[] = [];
  for (const path of paths) if ((await probe.stat(path, signal)) !== null) found.push(path);
  return found;
};

const askSockets = async (
  probe: Probe,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Recorded["socket"]> => {
  let best: Recorded["socket"] = null;
  for (const path of new Set(paths)) {
    try {
      return { path, answer: await probe.askSocket(path, "zVERSION\0", signal) };
    } catch (error) {
      const failed = asFailure(error);
      // A socket nobody listens on is a stopped service; anything else means that we could not look.
      if (failed.failure !== "source-absent") best = failed;
    }
  }
  return best;
};

/**
 * Any user may call a program `clamonacc`, but only root's can watch all files. A false `clamd` deceives nobody: it
 * counts as running only when the socket answers, and otherwise as a service that could not be asked.
 */
const trusted = (status: string, name: string): boolean =>
  !/^State:\s+[ZX]/mu.test(status) && (name !== "clamonacc" || /^Uid:\s+\d+\s+0\s/mu.test(status));

const readProcesses = async (probe: Probe, signal: AbortSignal): Promise<string[]> => {
  const found = new Set<string>();
  for (const pid of (await absentAsNull(probe.listDirectory("/proc", signal))) ?? []) {
    if (!/^\d+$/u.test(pid)) continue;
    // A process may end between the list and the look.
    const name = (await absentAsNull(probe.readFile(`/proc/${pid}/comm`, signal)))?.trim() ?? "";
    if (name !== "clamd" && name !== "clamonacc") continue;
    const status = await absentAsNull(probe.readFile(`/proc/${pid}/status`, signal));
    if (status !== null && trusted(status, name)) found.add(name);
  }
  return [...found].sort();
};

const readDatabases = async (
  probe: Probe,
  directory: string,
  signal: AbortSignal,
): Promise<Recorded["databases"]> => {
  try {
    const names = (await absentAsNull(probe.listDirectory(directory, signal))) ?? [];
    const files: { name: string; sizeBytes: number; head: string | null }[] = [];
    for (const name of names.filter((entry) => isDatabase(entry)).slice(0, maxDatabaseFiles)) {
      const path = `${directory}/${name}`;
      const found = await probe.stat(path, signal);
      if (found === null || found.directory) continue;
      const head = isOfficial(name) ? await absentAsNull(probe.readHead(path, headBytes, signal)) : null;
      files.push({
        name,
        sizeBytes: found.sizeBytes,
        head: head === null ? null : new TextDecoder("latin1").decode(head),
      });
    }
    return files;
  } catch (error) {
    return asFailure(error);
  }
};

/** Gathers what this computer shows of ClamAV and of other products. */
export const readLinux: Reader<Antivirus>["read"] = async (probe, _context, signal) => {
  const settings: ReturnType<typeof parseClamdConf>[] = [];
  for (const path of configPaths) {
    const text = await absentAsNull(probe.readFile(path, signal));
    if (text !== null) settings.push(parseClamdConf(text));
  }
  const directory =
    settings.find((one) => one.databaseDirectory !== null)?.databaseDirectory ?? usualDatabaseDirectory;
  const programs = await existing(probe, programPaths, signal);
  const processes = await readProcesses(probe, signal);
  const answer: Recorded = {
    lookedAt: probe.now(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    programs,
    socket: await askSockets(probe, [...settings.flatMap((one) => one.sockets), ...usualSockets], signal),
    tcp: settings.some((one) => one.tcp),
    processes,
    databases: await readDatabases(probe, directory, signal),
    others: [],
  };
  for (const [path, name] of otherProducts)
    if ((await probe.stat(path, signal)) !== null) answer.others.push(name);
  return JSON.stringify(answer);
};
