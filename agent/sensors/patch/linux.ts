import { z } from "zod";
import { ProbeError, type Probe, type Reader } from "#agent/core/sensor.ts";
import type { Patch } from "#shared/facts/patch.ts";
import { failureCode, type FailureCode, type Reading } from "#shared/facts/reading.ts";
import { osReleasePaths, parseOsRelease } from "../os-release.ts";
import { judgeLists } from "./apt-lists.ts";
import { parseAptSimulation } from "./apt-simulation.ts";
import { judgeReboot } from "./reboot.ts";

/** `NoLocking`: a look must neither wait for a running upgrade nor keep one waiting. */
const simulation = ["apt-get", "-s", "-o", "Debug::NoLocking=1", "dist-upgrade"] as const;
const simulationTimeoutMs = 120_000;
const listsPath = "/var/lib/apt/lists";
const successStampPath = "/var/lib/apt/periodic/update-success-stamp";
const releaseHeadBytes = 2048;
const maxReleaseFiles = 200;
/** Older lists say nothing about today. */
const freshDays = 7;

/** Programs that write /run/reboot-required on Debian and Ubuntu. */
const rebootNoticers = [
  "/usr/share/update-notifier/notify-reboot-required",
  "/etc/kernel/postinst.d/unattended-upgrades",
  "/etc/kernel/postinst.d/update-notifier",
  "/etc/kernel/postinst.d/reboot-notifier",
] as const;

const otherSources = [
  ["/usr/bin/dnf", "dnf"],
  ["/usr/bin/dnf5", "dnf"],
  ["/usr/bin/yum", "yum"],
  ["/usr/bin/zypper", "zypper"],
  ["/usr/bin/pacman", "pacman"],
  ["/sbin/apk", "apk"],
] as const;

const recorded = z.object({
  lookedAt: z.iso.datetime(),
  osRelease: z.string().nullable(),
  apt: z.union([
    z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }),
    z.object({ failure: failureCode, message: z.string() }),
  ]),
  otherSource: z.string().nullable(),
  releaseFiles: z.array(z.object({ name: z.string(), modifiedAt: z.iso.datetime(), head: z.string() })),
  successStamp: z.iso.datetime().nullable(),
  reboot: z.object({
    required: z.boolean(),
    packages: z.string().nullable(),
    noticed: z.boolean(),
    running: z.string().nullable(),
    boot: z.array(z.string()),
  }),
});
type Recorded = z.infer<typeof recorded>;

/** The answer, or null where the source does not exist; every other failure goes on. */
const ifPresent = async <T>(ask: Promise<T>): Promise<T | null> => {
  try {
    return await ask;
  } catch (error) {
    if (error instanceof ProbeError && error.code === "source-absent") return null;
    throw error;
  }
};

const anyExists = async (
  probe: Probe,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<string | null> => {
  for (const path of paths) if ((await probe.stat(path, signal)) !== null) return path;
  return null;
};

const readOsRelease = async (probe: Probe, signal: AbortSignal): Promise<string | null> => {
  for (const path of osReleasePaths) {
    const text = await ifPresent(probe.readFile(path, signal));
    if (text !== null) return text;
  }
  return null;
};

const readReleaseFiles = async (probe: Probe, signal: AbortSignal): Promise<Recorded["releaseFiles"]> => {
  const names = (await ifPresent(probe.listDirectory(listsPath, signal))) ?? [];
  const files: Recorded["releaseFiles"] = [];
  for (const name of names
    .filter((entry) => /(?:^|_)(?:In)?Release$/u.test(entry))
    .slice(0, maxReleaseFiles)) {
    const path = `${listsPath}/${name}`;
    const found = await probe.stat(path, signal);
    if (found === null || found.directory || found.sizeBytes === 0) continue;
    const head = await ifPresent(probe.readHead(path, releaseHeadBytes, signal));
    if (head !== null)
      files.push({ name, modifiedAt: found.modifiedAt, head: new TextDecoder().decode(head) });
  }
  return files;
};

const askApt = async (probe: Probe, signal: AbortSignal): Promise<Recorded["apt"]> => {
  try {
    return await probe.run(simulation, signal, { timeoutMs: simulationTimeoutMs });
  } catch (error) {
    if (error instanceof ProbeError) return { failure: error.code, message: error.message };
    throw error;
  }
};

const read: Reader<Patch>["read"] = async (probe, _context, signal) => {
  const apt = await askApt(probe, signal);
  const other =
    "failure" in apt
      ? await anyExists(
          probe,
          otherSources.map(([path]) => path),
          signal,
        )
      : null;
  const answer: Recorded = {
    lookedAt: probe.now(),
    osRelease: await readOsRelease(probe, signal),
    apt,
    otherSource: otherSources.find(([path]) => path === other)?.[1] ?? null,
    releaseFiles: await readReleaseFiles(probe, signal),
    successStamp: (await probe.stat(successStampPath, signal))?.modifiedAt ?? null,
    reboot: {
      required: (await probe.stat("/run/reboot-required", signal)) !== null,
      packages: await ifPresent(probe.readFile("/run/reboot-required.pkgs", signal)),
      noticed: (await anyExists(probe, rebootNoticers, signal)) !== null,
      running: (await ifPresent(probe.readFile("/proc/sys/kernel/osrelease", signal)))?.trim() ?? null,
      boot: [...((await ifPresent(probe.listDirectory("/boot", signal))) ?? [])],
    },
  };
  return JSON.stringify(answer);
};

const failed = (code: FailureCode, reason: string, value?: Patch): Reading<Patch> => ({
  status: "failed",
  code,
  reason: reason.slice(0, 500),
  ...(value === undefined ? {} : { value }),
});

/** The first error apt printed, without its mark; user names and paths of other programs do not appear in it. */
const aptError = (stderr: string): string | null =>
  (/^E: (.+)$/mu.exec(stderr)?.[1] ?? null)?.replaceAll(/\p{Cc}/gu, " ").slice(0, 200) ?? null;

const aptFailure = (code: number, stderr: string): Reading<Patch> => {
  const message = aptError(stderr);
  if (/dpkg was interrupted/u.test(stderr))
    return failed(
      "command-failed",
      "An earlier update was interrupted. Run: dpkg --configure -a (as administrator), then look again.",
    );
  if (/Unmet dependencies|unmet dependencies|held broken packages|pkgProblemResolver/u.test(stderr))
    return failed(
      "command-failed",
      "Installed packages do not fit together. Run: apt-get --fix-broken install (as administrator).",
    );
  if (/Could not get lock|Unable to acquire|Unable to lock/u.test(stderr))
    return failed("command-failed", "Another program is updating this computer now. It is looked at again.");
  if (/Permission denied|are you root/u.test(stderr))
    return failed("denied", "The agent may not read apt's data. Run the agent as administrator (root).");
  return failed(
    "command-failed",
    `apt-get ended with error ${code}${message === null ? "." : `: ${message}`} Run apt-get update and read its messages.`,
  );
};

const aptUnasked = (
  failure: FailureCode,
  message: string,
  otherSource: string | null,
  osName: string,
): Reading<Patch> => {
  if (failure === "command-missing")
    return otherSource === null
      ? {
          status: "unsupported",
          code: "not-built",
          reason: `${osName} has no apt-get. Hinomi can read its updates only from apt so far; check them by hand.`,
        }
      : {
          status: "unsupported",
          code: "not-built",
          reason: `This computer is updated with ${otherSource}, which Hinomi cannot ask yet. Check its updates by hand.`,
        };
  if (failure === "timeout")
    return failed("timeout", "apt-get did not answer in time. The computer may be busy; it is asked again.");
  return failed(failure, message);
};

const days = (from: string, to: string): number =>
  Math.floor(Temporal.Instant.from(from).until(to).total({ unit: "hours" }) / 24);

const parse = (raw: string): Reading<Patch> => {
  const unreadable = failed(
    "unparsable",
    "What this computer answered about its updates could not be read. Report it with the agent's log.",
  );
  let told: unknown;
  try {
    told = JSON.parse(raw);
  } catch {
    return unreadable;
  }
  const checked = recorded.safeParse(told);
  if (!checked.success) return unreadable;
  const { lookedAt, apt, otherSource, releaseFiles, successStamp, reboot } = checked.data;
  const operatingSystem = parseOsRelease(checked.data.osRelease ?? "");
  if ("failure" in apt)
    return aptUnasked(apt.failure, apt.message, otherSource, operatingSystem?.name ?? "This computer");
  if (apt.code !== 0) return aptFailure(apt.code, apt.stderr);
  const simulated = parseAptSimulation(apt.stdout);
  if (simulated === null)
    return failed(
      "unparsable",
      "apt-get answered in a way Hinomi does not know. Run apt-get -s dist-upgrade by hand and report its text.",
    );
  if (operatingSystem === null)
    return failed("unparsable", "/etc/os-release does not say which operating system this is.");
  const age = judgeLists(releaseFiles, successStamp, lookedAt);
  const value: Patch = {
    source: "apt",
    operatingSystem,
    listsUpdatedAt: age.updatedAt,
    pending: [...simulated.pending],
    keptBack: [...simulated.keptBack],
    ...((verdict) => ({
      rebootRequired: verdict.rebootRequired,
      rebootPackages: [...verdict.rebootPackages],
    }))(judgeReboot(reboot)),
  };
  if (age.updatedAt === null)
    return failed(
      "stale-source",
      "The package lists were never fetched, so missing updates cannot be known. Run: apt-get update",
      value,
    );
  const old = days(age.updatedAt, lookedAt);
  if (old >= freshDays)
    return failed(
      "stale-source",
      `The package lists are ${old} days old. Run apt-get update and see that it ends without errors.`,
      value,
    );
  if (age.expiredAt !== null)
    return failed(
      "stale-source",
      `The security lists ran out on ${age.expiredAt.slice(0, 10)} by their publisher's word. Run: apt-get update`,
      value,
    );
  if (!age.security && ["debian", "ubuntu"].includes(operatingSystem.id))
    return failed(
      "source-absent",
      "apt has no source of security updates. Add the security archive to /etc/apt/sources.list.",
      value,
    );
  return { status: "ok", value };
};

/** Reads missing updates on Debian, Ubuntu and their relatives from apt, without changing anything. */
export const linuxPatch: Reader<Patch> = { read, parse };
