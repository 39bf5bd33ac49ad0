import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { busy } from "../problems.ts";

const deriveKey = promisify(argon2);
/** 19 MiB, two passes, one lane: OWASP's minimum for Argon2id; about 60 ms on a small PC. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const saltBytes = 16;
const tagBytes = 32;
/** Two at a time bound the memory to 40 MiB; a queue beyond this length is refused instead of growing. */
const atOnce = 2;
const waitingAtMost = 20;
/** Bounds on what a stored hash may ask for, so that a damaged row cannot take the whole memory. */
const costCeiling = { memory: 262_144, passes: 10, parallelism: 4 } as const;

const phcShape =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,172})$/u;

interface ParsedHash {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly tag: Buffer;
}

/** Reads a PHC string of Argon2id; null where it is anything else. */
export function parsePhc(text: string): ParsedHash | null {
  const [, memory, passes, parallelism, salt, tag] = phcShape.exec(text) ?? [];
  if (salt === undefined || tag === undefined) return null;
  const parsed = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, "base64"),
    tag: Buffer.from(tag, "base64"),
  };
  const within =
    parsed.memory >= 8 * parsed.parallelism &&
    parsed.memory <= costCeiling.memory &&
    parsed.passes >= 1 &&
    parsed.passes <= costCeiling.passes &&
    parsed.parallelism >= 1 &&
    parsed.parallelism <= costCeiling.parallelism;
  return within ? parsed : null;
}

const unpadded = (bytes: Buffer): string => bytes.toString("base64").replace(/=+$/u, "");

export interface Passwords {
  /** Argon2id in PHC form. Refused with 503 where too many wait already. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password fits. With null (no such person) the same work is done against a hash that nothing fits, so
   * that the time taken does not tell who has an account.
   */
  verify(password: string, phc: string | null): Promise<boolean>;
}

export function createPasswords(): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (waiting.length >= waitingAtMost) throw busy();
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    } else running += 1;
    try {
      return await work();
    } finally {
      // The place is handed on without being given up, so that a newcomer cannot slip in between.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  const derive = async (password: string, hash: Omit<ParsedHash, "tag">, length: number): Promise<Buffer> =>
    inTurn(async () =>
      deriveKey("argon2id", {
        message: Buffer.from(password.normalize("NFC"), "utf8"),
        nonce: hash.salt,
        memory: hash.memory,
        passes: hash.passes,
        parallelism: hash.parallelism,
        tagLength: length,
      }),
    );

  const decoy: ParsedHash = { ...cost, salt: randomBytes(saltBytes), tag: randomBytes(tagBytes) };

  return {
    async hash(password) {
      const salt = randomBytes(saltBytes);
      const tag = await derive(password, { ...cost, salt }, tagBytes);
      const settings = `m=${cost.memory},t=${cost.passes},p=${cost.parallelism}`;
      return `$argon2id$v=19$${settings}$${unpadded(salt)}$${unpadded(tag)}`;
    },
    async verify(password, phc) {
      const parsed = phc === null ? null : parsePhc(phc);
      const against = parsed ?? decoy;
      const tag = await derive(password, against, against.tag.length);
      return timingSafeEqual(tag, against.tag) && parsed !== null;
    },
  };
}
