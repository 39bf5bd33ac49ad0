/** The head of one Release file under /var/lib/apt/lists, and when its publisher last changed it. */
export interface ReleaseFile {
  readonly name: string;
  /** The file's time: the server's Last-Modified, so never later than the day it was fetched. */
  readonly modifiedAt: string;
  readonly head: string;
}

/** How fresh apt's knowledge is. */
export interface ListsAge {
  /** The latest moment at which the lists are known to have been the publisher's newest, or null. */
  readonly updatedAt: string | null;
  /** When the publisher's promise for the security lists ended, if it has ended; null otherwise. */
  readonly expiredAt: string | null;
  /** Whether any source of security updates is known. */
  readonly security: boolean;
}

const field = (head: string, name: string): string | null =>
  new RegExp(`^${name}:[ \\t]*(\\S.*?)[ \\t]*$`, "mu").exec(head)?.[1] ?? null;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const two = (digits: string | undefined): string => (digits ?? "").padStart(2, "0");

/** `Sat, 28 Nov 2026 00:53:02 UTC` as an instant; null for anything else. */
const parseReleaseDate = (text: string | null): Temporal.Instant | null => {
  const found =
    /^[A-Z][a-z]{2}, {1,2}(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) {1,2}(\d{1,2}):(\d{2}):(\d{2}) (?:UTC|GMT|\+0000)$/u.exec(
      text ?? "",
    );
  if (found === null) return null;
  const month = months.indexOf(found[2] ?? "") + 1;
  try {
    return Temporal.Instant.from(
      `${found[3]}-${two(String(month))}-${two(found[1])}T${two(found[4])}:${found[5]}:${found[6]}Z`,
    );
  } catch {
    return null;
  }
};

const parseInstant = (text: string): Temporal.Instant | null => {
  try {
    return Temporal.Instant.from(text);
  } catch {
    return null;
  }
};

const instantText = (instant: Temporal.Instant | null): string | null =>
  instant?.toString({ smallestUnit: "millisecond" }) ?? null;

const isSecurity = ({ name, head }: ReleaseFile): boolean =>
  [name, field(head, "Label"), field(head, "Suite"), field(head, "Codename"), field(head, "Archive")].some(
    (text) => /security/iu.test(text ?? ""),
  );

const latest = (instants: readonly (Temporal.Instant | null)[]): Temporal.Instant | null =>
  instants.reduce(
    (best, next) =>
      next !== null && (best === null || Temporal.Instant.compare(next, best) > 0) ? next : best,
    null,
  );

/**
 * Judges the age of apt's lists. When every source answers Hit, apt changes no file's time; when every source fails it
 * changes the times of `partial` and `auxfiles` and still exits 0. Only two signs cannot lie: the publisher's own time
 * on the security Release file, and the stamp that a hook leaves after an update that reached a source.
 */
export const judgeLists = (
  files: readonly ReleaseFile[],
  successStamp: string | null,
  now: string,
): ListsAge => {
  const at = Temporal.Instant.from(now);
  const securityFiles = files.filter((file) => isSecurity(file));
  // A time from the future is a wrong clock or a forged file, not proof of freshness beyond this moment.
  const believed = (instant: Temporal.Instant | null): Temporal.Instant | null =>
    instant !== null && Temporal.Instant.compare(instant, at.add({ hours: 48 })) <= 0
      ? Temporal.Instant.compare(instant, at) > 0
        ? at
        : instant
      : null;
  const sources = securityFiles.length > 0 ? securityFiles : files;
  const updatedAt =
    files.length === 0
      ? null
      : latest([
          ...sources.map((file) => believed(parseInstant(file.modifiedAt))),
          believed(successStamp === null ? null : parseInstant(successStamp)),
        ]);
  const promises = securityFiles.map((file) => parseReleaseDate(field(file.head, "Valid-Until")));
  const lastPromise = promises.includes(null) ? null : latest(promises);
  const expired = lastPromise !== null && Temporal.Instant.compare(lastPromise, at) < 0;
  return {
    updatedAt: instantText(updatedAt),
    expiredAt: expired ? instantText(lastPromise) : null,
    security: securityFiles.length > 0,
  };
};
