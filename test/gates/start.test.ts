import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Patch } from "#shared/facts/patch.ts";
import {
  type EndpointDetail,
  type Endpoints,
  freePort,
  makeToken,
  openApi,
  type RunningHinomi,
  startHinomi,
  until,
} from "#test/support/hinomi.ts";

const run = promisify(execFile);
const running: RunningHinomi[] = [];
let directory = "";
let ports = { httpPort: 0, agentPort: 0 };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hinomi-start-"));
  ports = { httpPort: await freePort(), agentPort: await freePort() };
});
afterAll(async () => {
  for (const each of running) await each.stop("SIGKILL");
  await rm(directory, { recursive: true, force: true });
});

async function started(
  data: string,
  more: Partial<Parameters<typeof startHinomi>[0]> = {},
): Promise<RunningHinomi> {
  const hinomi = await startHinomi({ data, ...ports, ...more });
  running.push(hinomi);
  return hinomi;
}

/** Starts where it must not come up, and answers the one sentence and the exit code. */
async function refused(data: string, more: Partial<Parameters<typeof startHinomi>[0]> = {}): Promise<string> {
  const failure = await startHinomi({ data, ...ports, ...more }).then(
    async (hinomi) => {
      await hinomi.stop("SIGKILL");
      return new Error("it came up");
    },
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  expect(failure.message).toMatch(/^it ended with [1-9]/u);
  const sentences = failure.message.split("\n").filter((line) => line.startsWith("hinomi: "));
  expect(sentences).toHaveLength(1);
  return sentences[0] ?? "";
}

describe("npm start", () => {
  it("watches this computer, stops cleanly, and a second start goes on where the first stopped", async () => {
    const data = join(directory, "whole");
    const first = await started(data);
    expect(first.setup).toMatch(/\/setup#/u);
    const api = openApi(first.url, await makeToken(data, "read"));
    const { items } = await until(
      "this computer",
      () => api.get<Endpoints>("/api/v1/endpoints"),
      (page) => page.items[0]?.connected === true,
    );
    expect(items).toHaveLength(1);
    const id = items[0]?.id ?? "";
    const seen = await until(
      "every reading",
      () => api.get<EndpointDetail>(`/api/v1/endpoints/${id}`),
      (detail) => ["patch", "antivirus", "usb", "lan", "health"].every((fact) => fact in detail.facts),
    );
    const patch = seen.facts["patch"]?.value as Patch | undefined;
    const { stdout } = await run("apt-get", ["-s", "-o", "Debug::NoLocking=1", "dist-upgrade"], {
      env: { ...process.env, LC_ALL: "C" },
      maxBuffer: 16_777_216,
    });
    const beside = [...stdout.matchAll(/^Inst (\S+) /gmu)].map((match) => match[1] ?? "").toSorted();
    expect(patch?.pending.map((update) => update.name).toSorted()).toEqual(beside);

    expect(await first.stop("SIGINT")).toBe(0);
    const second = await started(data);
    const again = openApi(second.url, await makeToken(data, "read"));
    const later = await until(
      "the same computer",
      () => again.get<Endpoints>("/api/v1/endpoints"),
      (page) => page.items[0]?.connected === true,
    );
    expect(later.items.map((each) => each.id)).toEqual([id]);
    const events = JSON.stringify(
      await again.get(`/api/v1/endpoints/${id}/observations?fact=health&limit=200`),
    );
    expect(events).toContain("agent-stopped");
    expect(events).not.toContain("without saying goodbye");
    await second.stop();
  });

  it("says that a port is taken, and which option changes it", async () => {
    const taken = createServer().listen(ports.httpPort, "127.0.0.1");
    await once(taken, "listening");
    expect(await refused(join(directory, "taken"))).toMatch(
      new RegExp(`${ports.httpPort}.*--http-port`, "u"),
    );
    taken.close();
    await once(taken, "close");
  });

  it("says that settings are wrong, with file, line and reason", async () => {
    const config = join(directory, "wrong.yaml");
    await writeFile(config, "organisation: 見本\npeople:\n  http-prot: 1\n");
    expect(await refused(join(directory, "wrong"), { config })).toMatch(/wrong\.yaml:3:.*http-prot/u);
  });

  it("says that the data directory cannot be written", async () => {
    const file = join(directory, "a-file");
    await writeFile(file, "");
    expect(await refused(join(file, "data"))).toMatch(/a-file.*--data/u);
  });

  it("refuses a damaged store and leaves it as it is", async () => {
    const data = join(directory, "damaged");
    await mkdir(data, { mode: 0o700 });
    const store = join(data, "hinomi.db");
    await writeFile(store, "this was never a database, and it is not empty either\n".repeat(200));
    const before = await readFile(store);
    expect(await refused(data)).toMatch(/restore|復元/u);
    expect((await readFile(store)).equals(before)).toBe(true);
  });

  it("refuses a store of a newer Hinomi, untouched", async () => {
    const data = join(directory, "newer");
    const first = await started(data);
    await first.stop();
    const store = join(data, "hinomi.db");
    const database = new DatabaseSync(store);
    database.exec("PRAGMA journal_mode = DELETE; UPDATE meta SET schema_version = 9999");
    database.close();
    const before = await readFile(store);
    expect(await refused(data)).toMatch(/newer/u);
    expect((await readFile(store)).equals(before)).toBe(true);
  });

  it("keeps what it stores from other accounts of the computer", async () => {
    const data = join(directory, "whole");
    expect((await stat(data)).mode & 0o077).toBe(0);
    await chmod(data, 0o700);
  });
});

describe("what must not be replaced in silence", () => {
  it("is the authority that people and computers trust", async () => {
    const data = join(directory, "lost-authority");
    const first = await started(data);
    await until(
      "this computer",
      async () => openApi(first.url, await makeToken(data, "read")).get<Endpoints>("/api/v1/endpoints"),
      (page) => page.items.length === 1,
    );
    await first.stop();
    await rm(join(data, "authority"), { recursive: true });
    expect(await refused(data)).toMatch(/authority.*backup/u);
  });

  it("is the store, by its own backup, and a file that is no backup", async () => {
    const data = join(directory, "backup");
    const hinomi = await started(data);
    const backup = (to: string) => run("node", ["cli/hinomi.ts", "backup", "--data", data, "--to", to]);
    const store = join(data, "hinomi.db");
    await expect(backup(store)).rejects.toThrow(/is the store itself/u);
    const letter = join(directory, "letter.txt");
    await writeFile(letter, "dear board");
    await expect(backup(letter)).rejects.toThrow(/no backup of Hinomi/u);
    expect(await readFile(letter, "utf8")).toBe("dear board");
    const copy = join(directory, "copy.db");
    await backup(copy);
    await backup(copy);
    await hinomi.stop();
  });
});

describe("a later start", () => {
  it("with another agents' port, or with a new store, still watches this computer", async () => {
    const data = join(directory, "later");
    const watched = (hinomi: RunningHinomi) =>
      until(
        "this computer",
        async () => openApi(hinomi.url, await makeToken(data, "read")).get<Endpoints>("/api/v1/endpoints"),
        (page) => page.items[0]?.connected === true,
        30_000,
      );
    const first = await started(data);
    const [before] = (await watched(first)).items;
    await first.stop();

    const moved = await started(data, { agentPort: await freePort() });
    expect((await watched(moved)).items.map((each) => each.id)).toEqual([before?.id]);
    await moved.stop();

    for (const end of ["", "-wal", "-shm"]) await rm(join(data, `hinomi.db${end}`), { force: true });
    const anew = await started(data);
    expect((await watched(anew)).items).toHaveLength(1);
    await anew.stop();
  });
});

describe("the package's bin", () => {
  it("runs with the machine's own, older Node", async () => {
    const { stdout } = await run(join(process.cwd(), "cli/hinomi.mjs"), ["--version"], {
      env: { ...process.env, PATH: (process.env["PATH"] ?? "").replaceAll(/[^:]*node_modules[^:]*:/gu, "") },
    });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });
});
