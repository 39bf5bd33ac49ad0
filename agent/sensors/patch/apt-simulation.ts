import type { PendingUpdate } from "#shared/facts/patch.ts";

/** What a simulated upgrade said. */
export interface AptSimulation {
  readonly pending: readonly PendingUpdate[];
  /** Packages whose newer version apt leaves out: held by an administrator, kept back, or not yet this computer's turn. */
  readonly keptBack: readonly string[];
}

const maxPending = 5000;
const clean = (text: string, max: number): string => text.replaceAll(/\p{Cc}/gu, "").slice(0, max);

/**
 * `Inst name[:arch] [installed] (candidate origin, origin [arch]) [what it breaks on the way]`: the installed version
 * lacks for a new package, the origins for a package of no repository, the last part for most.
 */
const instLine =
  /^Inst (?<name>\S+)(?: \[(?<installed>[^\]]*)\])? \((?<candidate>\S+)(?<origins>.*) \[[^\]\s]+\]\)(?: \[.*)?\s*$/u;

const parseInst = (line: string): PendingUpdate | null => {
  const groups = instLine.exec(line)?.groups;
  const name = groups?.["name"];
  const candidate = groups?.["candidate"];
  if (name === undefined || candidate === undefined) return null;
  const installed = groups?.["installed"];
  const origins = clean((groups?.["origins"] ?? "").trim(), 200);
  return {
    name: clean(name, 300),
    installed: installed === undefined || installed === "" ? null : clean(installed, 120),
    candidate: clean(candidate, 120),
    // Debian-Security:12/stable-security, Ubuntu:24.04/noble-security, UbuntuESM:22.04/jammy-infra-security
    security: /security/iu.test(origins),
    severity: null,
    origin: origins === "" ? null : origins,
    kb: [],
  };
};

/** How many packages the summary promises to install, or null without a summary. apt 3 writes it in another form. */
const promised = (text: string): number | null => {
  const old =
    /^(\d+) upgraded, (\d+) newly installed,(?: (\d+) reinstalled,)?(?: (\d+) downgraded,)? \d+ to remove and \d+ not upgraded\.?$/mu.exec(
      text,
    );
  if (old !== null)
    return old.slice(1).reduce((sum, digits: string | undefined) => sum + Number(digits ?? 0), 0);
  const summary = /^ {2}Upgrading: (\d+), Installing: (\d+),(.*)$/mu.exec(text);
  if (summary === null) return null;
  const more = [...(summary[3] ?? "").matchAll(/(?:Reinstalling|Downgrading): (\d+)/gu)];
  return [summary[1], summary[2], ...more.map((match) => match[1])].reduce(
    (sum, digits) => sum + Number(digits ?? 0),
    0,
  );
};

const keptBackHeads = [
  "The following packages have been kept back:",
  "The following upgrades have been deferred due to phasing:",
  "Not upgrading:",
  "Not upgrading yet due to phasing:",
];

const parseKeptBack = (lines: readonly string[]): string[] => {
  const names: string[] = [];
  let inside = false;
  for (const line of lines) {
    if (inside && line.startsWith("  ")) names.push(...line.trim().split(/\s+/u));
    else inside = keptBackHeads.includes(line.trim());
  }
  return names.filter((name) => name !== "").map((name) => clean(name, 300));
};

/**
 * Understands what `apt-get -s dist-upgrade` printed with LC_ALL=C. Null when it is not such an answer as a whole: no
 * summary, a line that cannot be read, or fewer packages than the summary promises. Never throws.
 */
export const parseAptSimulation = (text: string): AptSimulation | null => {
  const lines = text.split("\n");
  const expected = promised(text);
  if (expected === null) return null;
  const pending: PendingUpdate[] = [];
  for (const line of lines) {
    if (!line.startsWith("Inst ")) continue;
    const update = parseInst(line);
    if (update === null) return null;
    pending.push(update);
  }
  if (pending.length !== expected) return null;
  return { pending: pending.slice(0, maxPending), keptBack: parseKeptBack(lines).slice(0, maxPending) };
};
