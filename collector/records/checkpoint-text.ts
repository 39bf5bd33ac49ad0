import type { Checkpoint } from "#shared/model/checkpoint.ts";

const word = "HINOMI1";
const chainName = /^[A-Za-z0-9_.-]{1,64}$/u;
const sha256 = /^[0-9a-f]{64}$/u;
const headForm = /^([A-Za-z0-9_.-]{1,64}):([1-9]\d{0,15}):([0-9a-f]{64})$/u;
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/u;
const signatureForm = /^[A-Za-z0-9+/]{86}==$/u;

const isMoment = (text: string): boolean => {
  if (!moment.test(text)) return false;
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * A checkpoint as one line of text that holds all of it, for a mail, a paper or a QR code:
 * `HINOMI1 <own chain> <at> <key> <checkpoint before, or -> <signature> <chain>:<number>:<hash> …`, one word for each
 * head. Throws RangeError for a chain's name that cannot be written so.
 */
export function checkpointText(checkpoint: Checkpoint): string {
  for (const name of [checkpoint.chain, ...checkpoint.heads.map((head) => head.chain)])
    if (!chainName.test(name))
      throw new RangeError(`the chain's name ${JSON.stringify(name)} cannot be written`);
  return [
    word,
    checkpoint.chain,
    checkpoint.at,
    checkpoint.key,
    checkpoint.previous ?? "-",
    checkpoint.signature,
    ...checkpoint.heads.map((head) => `${head.chain}:${String(head.index)}:${head.hash}`),
  ].join(" ");
}

/**
 * Reads what `checkpointText` wrote; line breaks and spaces that a mail program put between its words do no harm.
 * Null for any other text. The signature is not checked here.
 */
export function parseCheckpointText(text: string): Checkpoint | null {
  const [first, chain = "", at = "", key = "", previous = "", signature = "", ...rest] = text
    .trim()
    .split(/\s+/u);
  if (first !== word || rest.length === 0) return null;
  if (!chainName.test(chain) || !isMoment(at) || !sha256.test(key) || !signatureForm.test(signature))
    return null;
  if (previous !== "-" && !sha256.test(previous)) return null;
  const heads: Checkpoint["heads"] = [];
  for (const one of rest) {
    const [, name, index, hash] = headForm.exec(one) ?? [];
    if (name === undefined || hash === undefined || !Number.isSafeInteger(Number(index))) return null;
    heads.push({ chain: name, index: Number(index), hash });
  }
  return { version: 1, at, chain, heads, previous: previous === "-" ? null : previous, key, signature };
}
