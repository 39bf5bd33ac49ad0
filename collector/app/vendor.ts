import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { macNature } from "#collector/domain/registers/mac.ts";

/** Lengths of the registry's prefixes in hexadecimal digits, longest first: a small block lies inside a large one. */
const prefixLengths = [9, 7, 6] as const;
const longestName = 120;

/** The maker's name by a MAC address in the form `52:54:00:12:34:56`, or null where no registry knows it. */
export type VendorLookup = (mac: string) => Promise<string | null>;

/**
 * A lookup in the IEEE registry that comes with the package oui-data. It is read at the first question, and only the
 * names are kept: postal addresses are the larger part and nobody asks for them. A made-up or shared address has no
 * maker.
 */
export function createVendorLookup(load: () => Promise<unknown> = readRegistry): VendorLookup {
  let names: Promise<ReadonlyMap<string, string>> | null = null;
  return async (mac) => {
    if (macNature(mac) !== "maker") return null;
    names ??= load().then(namesOnly);
    const known = await names;
    const digits = mac.replaceAll(":", "").toUpperCase();
    for (const length of prefixLengths) {
      const name = known.get(digits.slice(0, length));
      if (name !== undefined) return name;
    }
    return null;
  };
}

/** Read as a file, not imported: a module is never let go, and its text is many times the size of the names. */
const readRegistry = async (): Promise<unknown> =>
  JSON.parse(await readFile(fileURLToPath(import.meta.resolve("oui-data")), "utf8"));

function namesOnly(data: unknown): ReadonlyMap<string, string> {
  // Makers hold many blocks each: one string a name, however often it stands in the registry.
  const shared = new Map<string, string>();
  const names = new Map<string, string>();
  if (typeof data !== "object" || data === null)
    throw new TypeError("the registry of makers is not readable");
  for (const [prefix, entry] of Object.entries<unknown>({ ...data })) {
    if (typeof entry !== "string") continue;
    const line = (entry.split("\n", 1)[0] ?? "").slice(0, longestName);
    const name = shared.get(line) ?? line;
    shared.set(line, name);
    names.set(prefix, name);
  }
  return names;
}
