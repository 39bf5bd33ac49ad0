import { createHash } from "node:crypto";

/** When an answer was true is not part of what it says: otherwise no two answers would ever be the same. */
const asOfField = /"asOf":"[^"]{1,40}"/u;

/** A weak tag over what an answer says. The time of a 304 is its Date header. */
export function weakTag(body: string): string {
  const digest = createHash("sha256").update(body.replace(asOfField, ""), "utf8").digest("base64url");
  return `W/"${digest.slice(0, 27)}"`;
}

const bare = (tag: string): string => tag.trim().replace(/^W\//u, "");

/** Whether an If-None-Match header names this tag. */
export function matchesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined || header.length > 2000) return false;
  return header.split(",").some((candidate) => candidate.trim() === "*" || bare(candidate) === bare(tag));
}
