import type { Definitions } from "#shared/facts/antivirus.ts";

/** The official databases; only these carry a version and a build time. */
const officialName = /^(daily|main|bytecode|other)\.(?:cvd|cld)$/u;
/** File types whose lines can find something; allow-lists and settings protect nobody. */
const localName =
  /^.+\.(?:db|ndb|ndu|ldb|ldu|hdb|hdu|hsb|hsu|mdb|mdu|msb|msu|imp|cdb|idb|pdb|gdb|yar|yara|cud|cvd|cld|cbc)$/iu;

/** What one file of the database directory looks like. */
export interface DatabaseFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** The first 512 bytes of an official database as text, or null for every other file. */
  readonly head: string | null;
}

/** Whether a file's head must be read to know what it is. */
export const isOfficial = (name: string): boolean => officialName.test(name);
export const isDatabase = (name: string): boolean => isOfficial(name) || localName.test(name);

const clean = (text: string, max: number): string => text.replaceAll(/\p{Cc}/gu, "").slice(0, max);

const instantOfSeconds = (text: string | undefined): string | null => {
  if (!/^\d{9,11}$/u.test(text ?? "")) return null;
  return Temporal.Instant.fromEpochMilliseconds(Number(text) * 1000).toString({
    smallestUnit: "millisecond",
  });
};

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `07 Nov 2023 09-35 -0500`, the form in which a header repeats its build time. */
const instantOfWords = (text: string | undefined): string | null => {
  const found = /^(\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2})-(\d{2}) ([+-]\d{2})(\d{2})$/u.exec(text ?? "");
  const month = monthNames.indexOf(found?.[2] ?? "") + 1;
  if (found === null || month === 0) return null;
  const date = `${found[3]}-${String(month).padStart(2, "0")}-${found[1]}`;
  try {
    return Temporal.Instant.from(`${date}T${found[4]}:${found[5]}:00${found[6]}:${found[7]}`).toString({
      smallestUnit: "millisecond",
    });
  } catch {
    return null;
  }
};

/**
 * Reads the 512-byte ASCII header `ClamAV-VDB:time:version:signatures:level:md5:signature:builder:seconds`; null when
 * it is none, for example of a file that a failed download left behind. Never throws.
 */
export const parseHeader = (name: string, head: string): Definitions | null => {
  const fields = head.split(":");
  const version = fields[2] ?? "";
  if (fields[0] !== "ClamAV-VDB" || !/^\d{1,9}$/u.test(version) || fields.length < 5) return null;
  return {
    name: clean(name, 60),
    version,
    builtAt: instantOfSeconds(fields[8]?.trim()) ?? instantOfWords(fields[1]?.trim()),
  };
};

const rank = (one: Definitions): number => (one.name === "daily" ? 0 : one.version === null ? 2 : 1);

/** The definitions that lie on disk, official ones first; a damaged or empty file is none. */
export const definitionsOnDisk = (files: readonly DatabaseFile[]): readonly Definitions[] => {
  const found: Definitions[] = [];
  for (const file of files) {
    if (file.sizeBytes === 0) continue;
    const official = officialName.exec(file.name)?.[1];
    if (official !== undefined) {
      const header = parseHeader(official, file.head ?? "");
      if (header !== null) found.push(header);
    } else if (localName.test(file.name)) {
      found.push({ name: clean(file.name, 60), version: null, builtAt: null });
    }
  }
  return found.sort((left, right) => rank(left) - rank(right)).slice(0, 50);
};

const two = (digits: string | number): string => String(digits).padStart(2, "0");

/** What clamd says of itself: `ClamAV 1.0.9/27500/Mon Nov 23 10:18:15 2026`, or only the engine without a database. */
export interface ClamdVersion {
  readonly engine: string;
  readonly database: string | null;
  /** The build time in clamd's own time zone, which it does not name. */
  readonly builtLocal: Temporal.PlainDateTime | null;
}

/** Understands clamd's answer to VERSION; null when it is something else. Never throws. */
export const parseClamdVersion = (answer: string): ClamdVersion | null => {
  const found =
    /^ClamAV ([0-9][\w.+~-]{0,50})(?:\/(\d{1,9})(?:\/[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4}))?)?\s*$/u.exec(
      answer.replaceAll("\0", ""),
    );
  if (found === null) return null;
  const month = monthNames.indexOf(found[3] ?? "") + 1;
  let builtLocal: Temporal.PlainDateTime | null = null;
  if (month > 0) {
    try {
      builtLocal = Temporal.PlainDateTime.from(
        `${found[6]}-${two(month)}-${two(found[4] ?? "")}T${found[5]}`,
      );
    } catch {
      builtLocal = null;
    }
  }
  // Version 0 is how some builds say that no official database is loaded.
  const database = found[2] === undefined || Number(found[2]) === 0 ? null : found[2];
  return { engine: found[1] ?? "", database, builtLocal };
};
