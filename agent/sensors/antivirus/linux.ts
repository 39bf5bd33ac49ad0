import type { Reader } from "#agent/core/sensor.ts";
import type { Antivirus, AntivirusProduct, AntivirusState, Definitions } from "#shared/facts/antivirus.ts";
import type { FailureCode, Reading } from "#shared/facts/reading.ts";
import { definitionsOnDisk, parseClamdVersion, type ClamdVersion } from "./clamav-database.ts";
import { readLinux, recorded, type Recorded } from "./linux-read.ts";

/** Daily definitions are published every day; after this many days without they no longer protect. */
const freshDays = 7;

const failed = (code: FailureCode, reason: string, value?: Antivirus): Reading<Antivirus> => ({
  status: "failed",
  code,
  reason: reason.slice(0, 500),
  ...(value === undefined ? {} : { value }),
});

/** A build time further in the future than any clock error is damage, and would never grow old. */
const believable = (one: Definitions, now: string): Definitions =>
  one.builtAt !== null &&
  Temporal.Instant.from(now).until(Temporal.Instant.from(one.builtAt)).total({ unit: "hours" }) > 48
    ? { ...one, builtAt: null }
    : one;

/** What a running clamd has loaded. It starts with no definitions at all, so without a version they are local ones. */
const loadedOf = (version: ClamdVersion, onDisk: readonly Definitions[], timeZone: string): Definitions => {
  if (version.database === null) return { name: "local", version: null, builtAt: null };
  // The header on disk names its zone; clamd's own words do not.
  const same = onDisk.find((one) => one.name === "daily" && one.version === version.database);
  let builtAt = same?.builtAt ?? null;
  if (builtAt === null && version.builtLocal !== null) {
    try {
      const zoned = version.builtLocal.toZonedDateTime(timeZone);
      builtAt = zoned.toInstant().toString({ smallestUnit: "millisecond" });
    } catch {
      builtAt = null;
    }
  }
  return { name: "daily", version: version.database, builtAt };
};

const olderThanFresh = (builtAt: string, now: string): boolean =>
  Temporal.Instant.from(builtAt).until(Temporal.Instant.from(now)).total({ unit: "hours" }) > freshDays * 24;

/**
 * The age that counts is that of the loaded definitions: fresh ones that only lie on disk protect nobody until clamd
 * reloads. A clamd with nothing but local signatures has no age to judge; it answers and it finds what its
 * administrator wrote down, so it is `on`, and `loaded` without a version shows that it knows nothing else.
 */
const stateOf = (
  running: boolean,
  loaded: Definitions | null,
  onDisk: readonly Definitions[],
  now: string,
): AntivirusState => {
  if (!running) return onDisk.length === 0 ? "no-database" : "stopped";
  const builtAt = loaded?.builtAt ?? null;
  return builtAt !== null && olderThanFresh(builtAt, now) ? "stale" : "on";
};

const judge = (told: Recorded): Reading<Antivirus> => {
  const { socket, processes, databases, programs, lookedAt } = told;
  const others = told.others.join(", ");
  const answer = socket !== null && "answer" in socket ? socket.answer : null;
  const version = answer === null ? null : parseClamdVersion(answer);
  const clamd = processes.includes("clamd");
  const installed = programs.length > 0 || clamd || answer !== null;
  if (!installed) {
    if (others !== "")
      return {
        status: "unsupported",
        code: "not-built",
        reason: `${others} is installed, which Hinomi cannot ask yet on Linux. Check it by hand.`,
      };
    return { status: "ok", value: { state: "not-installed", products: [] } };
  }
  const onDisk = (Array.isArray(databases) ? definitionsOnDisk(databases) : []).map((one) =>
    believable(one, lookedAt),
  );
  const running = version !== null || clamd;
  const loaded = version === null ? null : believable(loadedOf(version, onDisk, told.timeZone), lookedAt);
  const state = stateOf(running, loaded, onDisk, lookedAt);
  const product: AntivirusProduct = {
    name: "ClamAV",
    engineVersion: version?.engine ?? null,
    state,
    running,
    onAccess: running && processes.includes("clamonacc"),
    loaded,
    onDisk,
  };
  const value: Antivirus = { state, products: [product] };
  if (socket !== null && "failure" in socket) {
    if (socket.failure === "denied")
      return failed(
        "denied",
        "ClamAV does not let the agent ask it. Run the agent as administrator (root) or add its user to the group clamav.",
        value,
      );
    return failed(
      socket.failure,
      "ClamAV runs but did not answer. It may still be loading its definitions; if this stays, restart clamav-daemon.",
      value,
    );
  }
  if (answer !== null && version === null)
    return failed(
      "unparsable",
      "ClamAV's socket answered in a way Hinomi does not know. Restart clamav-daemon and look again.",
    );
  if (clamd && version === null)
    return failed(
      "source-absent",
      told.tcp
        ? "ClamAV listens on TCP only, where Hinomi does not ask. Set LocalSocket in clamd.conf."
        : "ClamAV runs but has no socket to be asked on. It may be starting; if this stays, set LocalSocket in clamd.conf.",
      value,
    );
  if (!Array.isArray(databases))
    return failed(databases.failure, "ClamAV's definitions on disk could not be read.", value);
  if (loaded !== null && loaded.version !== null && loaded.builtAt === null)
    return failed("unparsable", "ClamAV does not say how old its definitions are.", value);
  if (others !== "" && state !== "on")
    return {
      status: "unsupported",
      code: "not-built",
      reason: `${others} is installed beside ClamAV; Hinomi cannot ask it yet on Linux. Check it by hand.`,
      value,
    };
  return { status: "ok", value };
};

const parse = (raw: string): Reading<Antivirus> => {
  const unreadable = failed(
    "unparsable",
    "What this computer answered about its antivirus could not be read. Report it with the agent's log.",
  );
  let told: unknown;
  try {
    told = JSON.parse(raw);
  } catch {
    return unreadable;
  }
  const checked = recorded.safeParse(told);
  return checked.success ? judge(checked.data) : unreadable;
};

/** Reads ClamAV on Linux from its socket, its processes and its database directory. */
export const linuxAntivirus: Reader<Antivirus> = { read: readLinux, parse };
