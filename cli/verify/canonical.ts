import { createHash } from "node:crypto";

/** A value that JSON text can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON in the one form that the records' digests are made of: keys in the order of their UTF-16 units, no white space.
 * Written anew here on purpose: a mistake in the collector's own would else prove itself.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const own = value[key];
    if (own !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(own)}`);
  }
  return `{${members.join(",")}}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** JSON text as a value, or undefined for text that is none. */
export function parseJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** A member of an object; undefined where there is none or the value is no object. */
export function member(value: Json | undefined, key: string): Json | undefined {
  if (value === undefined || value === null || typeof value !== "object" || isList(value)) return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The items of a list, or null where the value is none. */
export const listOf = (value: Json | undefined): readonly Json[] | null =>
  value !== undefined && value !== null && typeof value === "object" && isList(value) ? value : null;

/** SHA-256 in hexadecimal over the parts, one after the other. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
