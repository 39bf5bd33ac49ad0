import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { storeIdentity } from "./adapters/identity.ts";
import { keyFile, writePrivately } from "./adapters/identity-files.ts";
import {
  createTestAuthority,
  createTestCollector,
  serverName,
  type TestAuthority,
  type TestCollector,
} from "#test/support/test-collector.ts";

let authority: TestAuthority;
beforeAll(async () => {
  authority = await createTestAuthority();
});
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const newDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "hinomi-agent-"));
  ends.push(() => rmSync(directory, { recursive: true }));
  return directory;
};

async function enrolled(): Promise<{ readonly directory: string; readonly server: TestCollector }> {
  const directory = newDirectory();
  const server = await createTestCollector(authority, "pc-1");
  ends.push(server.stop);
  const { key, cert } = await authority.client("pc-1");
  writePrivately(keyFile(directory), key);
  const addresses = [`127.0.0.1:${server.port}`];
  storeIdentity(directory, {
    endpointId: "pc-1",
    certificate: cert,
    ca: authority.pem,
    addresses,
    serverName,
    kind: "terminal",
  });
  return { directory, server };
}

interface Run {
  readonly process: ChildProcess;
  out(): string;
  err(): string;
  readonly ended: Promise<unknown[]>;
}

function run(...args: readonly string[]): Run {
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = once(child, "close");
  ends.push(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { process: child, out: () => out, err: () => err, ended };
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000, interval: 20 });
const bodies = (server: TestCollector) =>
  server.arrived.map((row) => row.body as { type?: string; detail?: string; from?: string });
const ofType = (server: TestCollector, type: string) => bodies(server).filter((body) => body.type === type);

describe("node agent/main.ts", () => {
  it("connects, says so once, and sends its end before it ends", async () => {
    const { directory, server } = await enrolled();
    const agent = run("--data", directory);
    await until(() => expect(agent.out()).toBe("AGENT READY pc-1\n"));
    await until(() => expect(ofType(server, "agent-started")).toHaveLength(1));
    agent.process.kill("SIGTERM");
    expect((await agent.ended)[0]).toBe(0);
    expect(ofType(server, "agent-stopped")).toHaveLength(1);
  });

  it("says after kill -9 when it was last alive", async () => {
    const { directory, server } = await enrolled();
    const first = run("--data", directory);
    await until(() => expect(ofType(server, "agent-started")).toHaveLength(1));
    first.process.kill("SIGKILL");
    await first.ended;
    run("--data", directory);
    await until(() => expect(ofType(server, "agent-started")).toHaveLength(2));
    expect(ofType(server, "agent-started")[1]?.detail).toContain("ended without a record of its end");
  });

  it("takes a good edit of its settings, and keeps the old ones for a bad one", async () => {
    const { directory, server } = await enrolled();
    const file = join(directory, "agent.yaml");
    writeFileSync(file, "log: {level: info}\n");
    const agent = run("--data", directory, "--config", file);
    await until(() => expect(agent.out()).toContain("READY"));
    await new Promise((done) => setTimeout(done, 300));
    writeFileSync(file, "log: {level: info}\nsensors:\n  patch:\n    every: 7h\n");
    await until(() => expect(ofType(server, "config-rejected")).toHaveLength(1));
    expect(ofType(server, "config-rejected")[0]?.detail).toMatch(
      /agent\.yaml:4:12: sensors\.patch\.every: a period divides/u,
    );
    writeFileSync(file, "log: {level: info}\nsensors:\n  antivirus:\n    enabled: false\n");
    await until(() => expect(ofType(server, "config-loaded")).toHaveLength(1));
    await until(() => expect(JSON.stringify(bodies(server))).toContain("switched off in the settings file"));
    expect(agent.process.exitCode).toBeNull();
  });

  it("is one agent for each data directory", async () => {
    const { directory } = await enrolled();
    const first = run("--data", directory);
    await until(() => expect(first.out()).toContain("READY"));
    const second = run("--data", directory);
    expect((await second.ended)[0]).toBe(1);
    expect(second.err()).toContain("is used by another agent");
  });

  it.each([
    ["no data directory is named", () => [], 1, "name the data directory: --data DIR"],
    ["an option is unknown", () => ["--dta", "x"], 2, "usage: hinomi agent --data DIR"],
    ["the directory is missing", () => ["--data", "/nonexistent/agent"], 1, "enrol this computer first"],
    ["the computer is not enrolled", () => ["--data", newDirectory()], 3, "is not enrolled yet"],
    [
      "the settings are wrong",
      () => [
        "--data",
        newDirectory(),
        "--config",
        join(import.meta.dirname, "../config/invalid/agent-no-port.yaml"),
      ],
      1,
      "agent-no-port.yaml:4:7: collector.addresses.0: an address is host:port",
    ],
  ])("says in a sentence that %s", async (_case, args, exitCode, sentence) => {
    const agent = run(...args());
    expect((await agent.ended)[0]).toBe(exitCode);
    expect(agent.err()).toContain(sentence);
    expect(agent.err().trim().split("\n")).toHaveLength(1);
  });

  it("says that its key is damaged, and leaves it alone", async () => {
    const { directory } = await enrolled();
    writeFileSync(keyFile(directory), "-----BEGIN PRIVATE KEY-----\ngarbage\n-----END PRIVATE KEY-----\n");
    const agent = run("--data", directory);
    expect((await agent.ended)[0]).toBe(1);
    expect(agent.err()).toMatch(/the identity in .* is damaged .*enrol again/u);
  });

  it("says that its directory cannot be written", async () => {
    // Root may write everywhere but below a file: the one refusal that every user meets.
    const file = join(newDirectory(), "file");
    writeFileSync(file, "");
    const agent = run("--data", join(file, "agent"));
    expect((await agent.ended)[0]).toBe(1);
    expect(agent.err()).toContain("cannot be written");
  });
});
