import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import { at, event, outboxContract, reading, sent } from "#test/support/outbox-contract.ts";
import { type Outbox, OutboxError } from "../core/outbox.ts";
import { createSqliteOutbox, type SqliteOutboxOptions } from "./sqlite-outbox.ts";

const directories: string[] = [];
const opened: Outbox[] = [];
const newDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "hinomi-outbox-"));
  directories.push(directory);
  return directory;
};
const open = (file: string, options: Partial<SqliteOutboxOptions> = {}): Outbox => {
  const outbox = createSqliteOutbox({ file, now: () => at(0), monotonicMs: () => 0, log() {}, ...options });
  opened.push(outbox);
  return outbox;
};
afterEach(async () => {
  for (const outbox of opened.splice(0)) await outbox.close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

outboxContract("sqlite", (limits) => {
  let ms = 0;
  const outbox = open(join(newDirectory(), "outbox.sqlite"), {
    monotonicMs: () => ms,
    ...(limits ? { limits } : {}),
  });
  return {
    outbox,
    pass: (more) => {
      ms += more;
    },
  };
});

const failure = async (work: () => unknown): Promise<OutboxError> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof OutboxError) return error;
    throw error;
  }
  throw new Error("nothing failed");
};

describe("the outbox file", () => {
  it("goes on after a restart with the same epoch, numbers, state and running time", async () => {
    const file = join(newDirectory(), "outbox.sqlite");
    const first = open(file);
    await first.append(event(at(0)));
    await first.append(event(at(1)));
    first.acknowledge(first.epoch, 1);
    first.save("usb", "state");
    await first.close();
    const second = open(file);
    expect(second.epoch).toBe(first.epoch);
    expect(second.acknowledged()).toBe(1);
    expect(second.load("usb")).toBe("state");
    expect(sent(second).map((row) => row.seq)).toEqual([2]);
    second.acknowledge(second.epoch, 2);
    await second.close();
    expect(await open(file).append(event(at(2)))).toBe(3);
  });

  it("is not dropped by a computer that was off for weeks", async () => {
    const file = join(newDirectory(), "outbox.sqlite");
    const first = open(file);
    await first.append(reading(at(0)));
    await first.close();
    const weeksLater = open(file, { now: () => "2027-03-01T00:00:00.000Z", monotonicMs: () => 4e9 });
    await weeksLater.append(event("2027-03-01T00:00:00.000Z"));
    expect(weeksLater.pending()).toBe(2);
  });

  it("is refused to a second agent, with what to do", async () => {
    const file = join(newDirectory(), "outbox.sqlite");
    open(file);
    const error = await failure(() => open(file));
    expect(error.code).toBe("locked");
    expect(error.message).toContain("is used by another agent");
  });

  it("is set aside when it is damaged; a new epoch begins and tells it", async () => {
    const directory = newDirectory();
    const file = join(directory, "outbox.sqlite");
    const first = open(file);
    const before = first.epoch;
    for (let minute = 0; minute < 50; minute += 1) await first.append(event(at(minute), "x".repeat(2000)));
    await first.close();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4096, 40_000);
    writeFileSync(file, bytes);
    const second = open(file);
    expect(second.epoch).not.toBe(before);
    const aside = readdirSync(directory).find((name) => name.includes(".damaged-20261124T"));
    expect(aside).toBeDefined();
    const [told] = sent(second);
    expect(told?.body.type).toBe("outbox-damaged");
    expect(told?.body.detail).toContain(aside);
  });

  it("is set aside when it is no database at all, however often", () => {
    const directory = newDirectory();
    const file = join(directory, "outbox.sqlite");
    for (const _ of [1, 2]) {
      writeFileSync(file, "nothing that SQLite wrote".repeat(500));
      const outbox = open(file);
      expect(outbox.pending()).toBe(1);
      void outbox.close();
    }
    expect(readdirSync(directory).filter((name) => name.includes("damaged"))).toHaveLength(2);
  });

  it("of a newer agent is left untouched", async () => {
    const file = join(newDirectory(), "outbox.sqlite");
    await open(file).close();
    const database = new DatabaseSync(file);
    database.exec("PRAGMA user_version = 99");
    database.close();
    const before = readFileSync(file);
    const error = await failure(() => open(file));
    expect(error.code).toBe("newer");
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it("that cannot be made says so", async () => {
    const error = await failure(() => open(join(newDirectory(), "missing", "outbox.sqlite")));
    expect(error.code).toBe("denied");
  });

  it("lives through a full disk, counts what was lost, and tells it when there is room again", async () => {
    const outbox = open(join(newDirectory(), "outbox.sqlite"), { maxFileBytes: 300_000 });
    let kept = 0;
    let lost = 0;
    for (let minute = 0; minute < 40; minute += 1) {
      const result = await outbox
        .append(event(at(minute), "x".repeat(20_000)))
        .catch((error: unknown) => error);
      if (result instanceof OutboxError && result.code === "full") lost += 1;
      else kept += 1;
    }
    expect(kept).toBeGreaterThan(3);
    expect(lost).toBeGreaterThan(3);
    expect(outbox.pending()).toBe(kept);
    outbox.acknowledge(outbox.epoch, outbox.lastSeq());
    await outbox.append(event(at(50)));
    const rows = sent(outbox);
    expect(rows).toHaveLength(2);
    expect(rows[0]?.body.type).toBe("outbox-overflow");
    expect(rows[0]?.body.detail).toContain(`${lost} events were given up`);
    expect(rows[0]?.body.from).toBe(at(kept));
  });

  it("shrinks again after a long absence", async () => {
    const file = join(newDirectory(), "outbox.sqlite");
    const outbox = open(file);
    for (let minute = 0; minute < 100; minute += 1)
      await outbox.append(event(at(minute), "x".repeat(50_000)));
    const full = outbox.bytes();
    outbox.acknowledge(outbox.epoch, outbox.lastSeq());
    expect(outbox.bytes()).toBeLessThan(full / 10);
    await outbox.close();
    expect(statSync(file).size).toBeLessThan(full / 10);
  });
});

/** Appends as fast as it can and says each number that was promised to be durable. */
const writer = (file: string): string => `
import { createSqliteOutbox } from ${JSON.stringify(join(import.meta.dirname, "sqlite-outbox.ts"))};
let ms = 0;
const outbox = createSqliteOutbox({ file: ${JSON.stringify(file)}, now: () => "2026-11-24T00:00:00.000Z", monotonicMs: () => ms++, log() {} });
for (let n = 0; ; n += 1) {
  const seqs = await Promise.all([0, 1, 2].map((part) => outbox.append({
    fact: "usb", schema: 1, kind: "event", at: "2026-11-24T00:00:00.000Z", durationMs: null, body: { n, part },
  })));
  process.stdout.write(seqs.join("\\n") + "\\n");
  if (n % 7 === 6) outbox.acknowledge(outbox.epoch, outbox.lastSeq() - 5);
}
`;

describe("kill -9", () => {
  it("at any moment loses nothing that was promised, and no number is given twice", async () => {
    const directory = newDirectory();
    const file = join(directory, "outbox.sqlite");
    const script = join(directory, "writer.ts");
    writeFileSync(script, writer(file));
    let highest = 0;
    for (let round = 0; round < 6; round += 1) {
      const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
      const seen: number[] = [];
      let rest = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        seen.push(...lines.map(Number));
      });
      await once(child.stdout, "data");
      await new Promise((done) => setTimeout(done, 20 + round * 37));
      child.kill("SIGKILL");
      await once(child, "close");
      expect(seen.length).toBeGreaterThan(0);
      expect(seen[0]).toBeGreaterThan(highest);
      const outbox = open(file);
      const waiting = sent(outbox).map((row) => row.seq);
      const promised = seen.filter((seq) => seq > outbox.acknowledged());
      expect(waiting).toEqual(expect.arrayContaining(promised));
      expect(new Set(waiting).size).toBe(waiting.length);
      expect(outbox.load("missing")).toBeNull();
      highest = outbox.lastSeq();
      await outbox.close();
    }
  });
});
