import { createHash, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ChainedRecord, RecordStore } from "#collector/storage/port.ts";
import type { Checkpoint } from "#shared/model/checkpoint.ts";
import { canonicalJson, link } from "./chain.ts";
import { type Checkpointer, createCheckpointer } from "./checkpoints.ts";
import { RecordsError } from "./records-error.ts";

const posix = process.platform !== "win32";
const mode = (path: string): number => statSync(path).mode & 0o777;

const notUsed = async (): Promise<never> => {
  throw new Error("checkpoints do not need this");
};

/** Records that live in a list; what checkpoints need of a store, and no more. */
function createList() {
  const all = new Map<string, ChainedRecord[]>();
  const kept: Checkpoint[] = [];
  const append = (chain: string, action: string): ChainedRecord => {
    const before = all.get(chain) ?? [];
    const entry = {
      at: "2026-11-24T09:05:00.000Z",
      actor: { kind: "machine" as const, id: null, name: "火の見" },
      action,
      subject: null,
      detail: {},
    };
    const made = link(before.at(-1) ?? null, chain, entry, "ab".repeat(32));
    all.set(chain, [...before, made]);
    return made;
  };
  const records: RecordStore = {
    append: notUsed,
    head: notUsed,
    list: notUsed,
    heads: async () => [...all.values()].flatMap((chain) => chain.slice(-1)),
    checkpoints: async (limit) => kept.toReversed().slice(0, limit),
    putCheckpoint: async (one) => {
      kept.push(one);
    },
  };
  return { records, append, kept };
}

describe("checkpoints", () => {
  let directory = "";
  let now = Temporal.Instant.from("2026-11-24T09:05:00Z");
  let list = createList();
  const open = (): Promise<Checkpointer> =>
    createCheckpointer({ records: list.records, directory, chain: "c1", now: () => now });
  const file = (name: string): string => join(directory, name);
  const files = (): string[] => readdirSync(file("checkpoints")).sort();
  const problem = async (): Promise<RecordsError> => {
    const error: unknown = await open().catch((caught: unknown) => caught);
    if (error instanceof RecordsError) return error;
    throw new Error("the key was taken");
  };

  beforeEach(() => {
    directory = join(mkdtempSync(join(tmpdir(), "hinomi-records-")), "records");
    now = Temporal.Instant.from("2026-11-24T09:05:00Z");
    list = createList();
  });
  afterEach(() => {
    rmSync(join(directory, ".."), { recursive: true });
  });

  it("are signed with a key that only the owner can read, made once", async () => {
    const first = await open();
    const second = await open();
    expect(second.publicKeyPem).toBe(first.publicKeyPem);
    expect(readFileSync(file("public-key.pem"), "utf8")).toBe(first.publicKeyPem);
    expect(createPublicKey(first.publicKeyPem).asymmetricKeyType).toBe("ed25519");
    if (!posix) return;
    expect(mode(directory)).toBe(0o700);
    expect(mode(file("checkpoints"))).toBe(0o700);
    expect(mode(file("signing-key.pem"))).toBe(0o600);
  });

  it("name the head of every chain, follow each other, and stand in the store and as a file", async () => {
    list.append("tool", "token.created");
    list.append("c1", "a");
    const own = list.append("c1", "b");
    const checkpointer = await open();
    const first = await checkpointer.make();
    expect(first?.heads).toEqual([
      { chain: "c1", index: 2, hash: own.hash },
      expect.objectContaining({ chain: "tool", index: 1 }),
    ]);
    expect(first).toMatchObject({ version: 1, at: "2026-11-24T09:05:00.000Z", chain: "c1", previous: null });
    const { signature = "", ...signed } = first ?? {};
    const bytes = Buffer.from(canonicalJson(signed), "utf8");
    expect(verify(null, bytes, checkpointer.publicKeyPem, Buffer.from(signature, "base64"))).toBe(true);

    now = now.add({ hours: 24 });
    list.append("c1", "c");
    const second = await checkpointer.make();
    expect(second?.previous).toBe(createHash("sha256").update(canonicalJson(first), "utf8").digest("hex"));
    expect(await checkpointer.newest()).toEqual(second);
    expect(list.kept).toEqual([first, second]);
    expect(files()).toEqual(["2026-11-24T090500.000Z.json", "2026-11-25T090500.000Z.json"]);
    expect(JSON.parse(readFileSync(file("checkpoints/2026-11-25T090500.000Z.json"), "utf8"))).toEqual(second);
  });

  it("are not made where nothing is new, and never twice by two calls at once", async () => {
    const checkpointer = await open();
    expect(await checkpointer.make()).toBeNull();
    expect(await checkpointer.newest()).toBeNull();
    list.append("c1", "a");
    const made = await Promise.all([checkpointer.make(), checkpointer.make()]);
    expect(made.filter((one) => one !== null)).toHaveLength(1);
    expect(await checkpointer.make()).toBeNull();
    expect(list.kept).toHaveLength(1);
  });

  it("keep their order when the clock goes back, also behind files newer than a restored store", async () => {
    list.append("c1", "a");
    const checkpointer = await open();
    await checkpointer.make();
    now = now.subtract({ hours: 1 });
    list.append("c1", "b");
    expect((await checkpointer.make())?.at).toBe("2026-11-24T09:05:00.001Z");
    list.kept.splice(0);
    list.append("c1", "c");
    expect((await (await open()).make())?.at).toBe("2026-11-24T09:05:00.002Z");
    expect(files()).toHaveLength(3);
  });

  it("get their file at the next call or the next start, where it could not be written", async () => {
    list.append("c1", "a");
    const checkpointer = await open();
    rmSync(file("checkpoints"), { recursive: true });
    writeFileSync(file("checkpoints"), "in the way");
    await expect(checkpointer.make()).rejects.toMatchObject({ code: "not-writable" });
    expect(list.kept).toHaveLength(1);
    rmSync(file("checkpoints"));
    await open();
    expect(files()).toEqual(["2026-11-24T090500.000Z.json"]);
  });

  it("are not begun anew where the key was lost", async () => {
    list.append("c1", "a");
    await (await open()).make();
    rmSync(file("signing-key.pem"));
    expect(await problem()).toMatchObject({ code: "key-lost" });
    rmSync(file("public-key.pem"));
    expect((await problem()).words.ja).toContain("署名鍵");
    rmSync(file("checkpoints"), { recursive: true });
    // The store alone still knows that a key signed.
    expect(await problem()).toMatchObject({ code: "key-lost" });
    expect(existsSync(file("signing-key.pem"))).toBe(false);
  });

  it("are not begun anew where only files are left of them", async () => {
    list.append("c1", "a");
    await (await open()).make();
    list = createList();
    rmSync(file("signing-key.pem"));
    rmSync(file("public-key.pem"));
    expect(await problem()).toMatchObject({ code: "key-lost" });
  });

  it("are not signed by another key than before", async () => {
    list.append("c1", "a");
    await (await open()).make();
    const other = generateKeyPairSync("ed25519");
    const pem = other.privateKey.export({ type: "pkcs8", format: "pem" });
    writeFileSync(file("signing-key.pem"), pem);
    expect(await problem()).toMatchObject({ code: "key-replaced" });
    rmSync(file("public-key.pem"));
    expect(await problem()).toMatchObject({ code: "key-replaced" });
    writeFileSync(file("signing-key.pem"), "no key");
    expect(await problem()).toMatchObject({ code: "key-damaged" });
    const wrongKind = generateKeyPairSync("x25519").privateKey.export({ type: "pkcs8", format: "pem" });
    writeFileSync(file("signing-key.pem"), wrongKind);
    expect(await problem()).toMatchObject({ code: "key-damaged" });
  });

  it("go on after a stop between the two halves of a first key", async () => {
    const first = await open();
    rmSync(file("public-key.pem"));
    expect((await open()).publicKeyPem).toBe(first.publicKeyPem);
    expect(existsSync(file("public-key.pem"))).toBe(true);
  });

  it.skipIf(!posix)("close the private key to others again", async () => {
    await open();
    chmodSync(file("signing-key.pem"), 0o644);
    await open();
    expect(mode(file("signing-key.pem"))).toBe(0o600);
  });
});
