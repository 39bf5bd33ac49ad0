import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { StoreError } from "../port.ts";
import { openSqliteStore } from "./index.ts";

/** A disk of four megabytes, or null where this user may not mount one. */
function smallDisk(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return null;
  const directory = mkdtempSync(join(tmpdir(), "hinomi-full-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", directory]);
  if (mounted.status === 0) return directory;
  rmdirSync(directory);
  return null;
}

const disk = smallDisk();
const why = disk === null ? " (skipped: a small disk needs root on Linux)" : "";

const batch = (seq: number) => ({
  endpointId: "pc1",
  epoch: "aaaaaaaa",
  receivedAt: "2026-11-24T09:00:00.000Z",
  upTo: seq,
  observations: [
    {
      seq,
      fact: "patch",
      schema: 1,
      kind: "reading" as const,
      at: "2026-11-24T09:00:00.000Z",
      durationMs: null,
      body: { status: "ok", value: "x".repeat(20_000) },
      unread: false,
    },
  ],
});

describe.skipIf(disk === null)(`a full disk${why}`, () => {
  const directory = disk ?? "";
  afterAll(() => {
    spawnSync("umount", [directory]);
    rmdirSync(directory);
  });

  it("refuses what it cannot keep, keeps what it acknowledged, and goes on when there is room", async () => {
    const path = join(directory, "hinomi.db");
    const ballast = join(directory, "ballast");
    writeFileSync(ballast, Buffer.alloc(1_500_000));
    const store = await openSqliteStore({ path, chain: "c1" });
    let acknowledged = 0;
    let failure: unknown = null;
    while (failure === null && acknowledged < 1000) {
      try {
        acknowledged = (await store.observations.append(batch(acknowledged + 1))).highWater;
      } catch (error) {
        failure = error;
      }
    }
    expect(acknowledged).toBeGreaterThan(10);
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure).toMatchObject({ code: "full" });
    expect(await store.observations.highWater("pc1", "aaaaaaaa")).toBe(acknowledged);
    expect(await store.observations.count()).toBe(acknowledged);
    rmSync(ballast);
    expect((await store.observations.append(batch(acknowledged + 1))).stored).toHaveLength(1);
    await store.close();
    const again = await openSqliteStore({ path, chain: "c1" });
    expect(await again.observations.count()).toBe(acknowledged + 1);
    await again.close();
  });

  it("says so when not even a store can be made", async () => {
    const ballast = join(directory, "ballast");
    try {
      writeFileSync(ballast, Buffer.alloc(4_000_000));
    } catch {
      // As full as it gets.
    }
    await expect(openSqliteStore({ path: join(directory, "second.db"), chain: "c1" })).rejects.toMatchObject({
      code: "full",
    });
  });
});
