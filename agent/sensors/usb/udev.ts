/** One event of udev, after its rules. */
export interface UdevEvent {
  readonly action: string;
  /** The kernel's path below /sys. */
  readonly devpath: string;
  readonly subsystem: string;
  readonly properties: Readonly<Record<string, string>>;
}

const header =
  /^UDEV\s+\[\s*\d+(?:\.\d+)?\]\s+(?<action>[a-z]{2,20})\s+(?<path>\/\S*)\s+\((?<subsystem>[^)]+)\)$/u;
/** More lines than any device has; a longer block is nonsense and is cut there. */
const maxLines = 400;

const assignment = (line: string): readonly [string, string] | null => {
  const at = line.indexOf("=");
  const key = at > 0 ? line.slice(0, at) : "";
  return /^[A-Z_][A-Z0-9_.]*$/iu.test(key) ? [key, line.slice(at + 1)] : null;
};

/**
 * Reads one block of `udevadm monitor --udev --property`. Null for anything else: the banner, events of the kernel
 * (before the rules), a block whose properties contradict its header. Never throws.
 */
export const parseUdevBlock = (block: string): UdevEvent | null => {
  const [first, ...rest] = block.split("\n").slice(0, maxLines);
  const groups = header.exec((first ?? "").trimEnd())?.groups;
  const { action, path, subsystem } = groups ?? {};
  if (action === undefined || path === undefined || subsystem === undefined) return null;
  const properties = new Map<string, string>();
  for (const line of rest) {
    const pair = assignment(line.trimEnd());
    // The first one counts: the kernel's own properties come first, and nothing later may replace them.
    if (pair !== null && !properties.has(pair[0])) properties.set(pair[0], pair[1]);
  }
  if ((properties.get("ACTION") ?? action) !== action) return null;
  if ((properties.get("DEVPATH") ?? path) !== path) return null;
  return { action, devpath: path, subsystem, properties: Object.fromEntries(properties) };
};

/** Collects lines into blocks; gives the event that a blank line completes, otherwise null. */
export const createBlockReader = (): ((line: string) => UdevEvent | null) => {
  let lines: string[] = [];
  return (line) => {
    if (line.trim() !== "") {
      if (lines.length < maxLines) lines.push(line);
      return null;
    }
    const block = lines.join("\n");
    lines = [];
    return parseUdevBlock(block);
  };
};

/** The `E:` lines of a record in /run/udev/data. Never throws. */
export const parseUdevRecord = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const pair = line.startsWith("E:") ? assignment(line.slice(2).trimEnd()) : null;
      return pair === null ? [] : [pair];
    }),
  );

/** The port of a USB device in a path below /sys (`1-2.3`), the innermost one; null where no USB device is in it. */
export const portOf = (path: string): string | null =>
  path.split("/").findLast((part) => /^\d{1,4}-\d{1,3}(?:\.\d{1,3}){0,6}$/u.test(part)) ?? null;

/** Interfaces as udev lists them: `:080650:030101:`. */
export const parseInterfaceList = (
  text: string | undefined,
): readonly { readonly class: number; readonly subclass: number; readonly protocol: number }[] =>
  [...(text ?? "").matchAll(/(?<=:)([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?=:)/giu)].map((found) => ({
    class: Number.parseInt(found[1] ?? "0", 16),
    subclass: Number.parseInt(found[2] ?? "0", 16),
    protocol: Number.parseInt(found[3] ?? "0", 16),
  }));
