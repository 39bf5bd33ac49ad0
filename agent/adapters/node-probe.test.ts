import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProbeError, type Probe } from "#agent/core/sensor.ts";
import { createFakeProbe } from "#test/support/fake-probe.ts";
import { createHostInfo } from "./host-info.ts";
import { createNodeProbe } from "./node-probe.ts";

const soon = (ms = 10_000): AbortSignal => AbortSignal.timeout(ms);
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no error",
    (error: unknown) => (error instanceof ProbeError ? error.code : String(error)),
  );
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
/** Waits until a process has gone; a killed one stays a moment as a zombie of its parent or of init. */
const gone = async (pid: number): Promise<boolean> => {
  for (let left = 100; left > 0; left -= 1) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    if (!alive(pid) || / Z /u.test(stat)) return true;
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  return false;
};

const real = createNodeProbe({
  usbAssist: async () => "unavailable",
  touchAddresses: async () => undefined,
  hear: async () => undefined,
});

let directory = "";
let server: Server;
const sockets = new Set<{ destroy(): void }>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "probe-"));
  await writeFile(join(directory, "note.txt"), "first line\nsecond line\n");
  await symlink("note.txt", join(directory, "link"));
  server = createServer((client) => {
    sockets.add(client);
    client.on("error", () => undefined);
    client.on("data", (data) => {
      if (data.toString() === "ask") client.end("answer");
    });
  });
  await new Promise<void>((resolve) => server.listen(join(directory, "socket"), () => resolve()));
});
afterAll(async () => {
  for (const client of sockets) client.destroy();
  server.close();
  await rm(directory, { recursive: true, force: true });
});

/** The same machine twice: as it is, and as recorded. */
const machines: readonly (readonly [string, () => Probe])[] = [
  ["this machine", () => real],
  [
    "a recorded machine",
    () =>
      createFakeProbe({
        commands: { "sh -c echo out; echo err >&2; exit 3": { code: 3, stdout: "out\n", stderr: "err\n" } },
        streams: { "printf a\\nb\\n": ["a", "b"] },
        files: { [join(directory, "note.txt")]: "first line\nsecond line\n" },
        links: { [join(directory, "link")]: join(directory, "note.txt") },
        sockets: { [join(directory, "socket")]: (request) => (request === "ask" ? "answer" : "") },
      }),
  ],
];

describe.each(machines)("a probe of %s", (_name, probeOf) => {
  it("gives a non-zero exit as a result, with both outputs apart", async () => {
    const result = await probeOf().run(["sh", "-c", "echo out; echo err >&2; exit 3"], soon());
    expect(result).toEqual({ code: 3, stdout: "out\n", stderr: "err\n" });
  });

  it("says that a program is missing, also of a long-lived one", async () => {
    expect(await codeOf(probeOf().run(["no-such-program"], soon()))).toBe("command-missing");
    const { lines } = probeOf().stream(["no-such-program"], soon());
    expect(await codeOf(Array.fromAsync(lines))).toBe("command-missing");
  });

  it("yields lines until the program ends", async () => {
    const { lines } = probeOf().stream(["printf", "a\\nb\\n"], soon());
    expect(await Array.fromAsync(lines)).toEqual(["a", "b"]);
  });

  it("reads files, heads, directories, links and sockets", async () => {
    const probe = probeOf();
    const note = join(directory, "note.txt");
    expect(await probe.readFile(note, soon())).toBe("first line\nsecond line\n");
    expect(new TextDecoder().decode(await probe.readHead(note, 5, soon()))).toBe("first");
    expect(await probe.listDirectory(directory, soon())).toEqual(["link", "note.txt", "socket"]);
    expect(await probe.resolveLink(join(directory, "link"), soon())).toBe(note);
    expect(await probe.stat(note, soon())).toMatchObject({ sizeBytes: 23, directory: false });
    expect(await probe.stat(directory, soon())).toMatchObject({ directory: true });
    expect(await probe.askSocket(join(directory, "socket"), "ask", soon())).toBe("answer");
  });

  it("says that a source is absent", async () => {
    const probe = probeOf();
    const absent = join(directory, "absent");
    expect(await codeOf(probe.readFile(absent, soon()))).toBe("source-absent");
    expect(await codeOf(probe.readHead(absent, 5, soon()))).toBe("source-absent");
    expect(await codeOf(probe.listDirectory(absent, soon()))).toBe("source-absent");
    expect(await codeOf(probe.resolveLink(absent, soon()))).toBe("source-absent");
    expect(await codeOf(probe.askSocket(absent, "ask", soon()))).toBe("source-absent");
    expect(await probe.stat(absent, soon())).toBeNull();
  });

  it("ends at once when its signal has fired", async () => {
    const probe = probeOf();
    const over = AbortSignal.abort();
    expect(await codeOf(probe.run(["sh", "-c", "echo out; echo err >&2; exit 3"], over))).toBe("timeout");
    expect(await codeOf(probe.readFile(join(directory, "note.txt"), over))).toBe("timeout");
    expect(await codeOf(probe.askSocket(join(directory, "socket"), "ask", over))).toBe("timeout");
  });
});

describe("programs on this machine", () => {
  it("kills a hung program with everything it started", async () => {
    const pids = join(directory, "hung");
    const script = `sleep 300 & echo $! > ${pids}; echo $$ >> ${pids}; sleep 300`;
    expect(await codeOf(real.run(["sh", "-c", script], soon(), { timeoutMs: 400 }))).toBe("timeout");
    const found = (await readFile(pids, "utf8")).trim().split("\n").map(Number);
    expect(found).toHaveLength(2);
    expect(await Promise.all(found.map(gone))).toEqual([true, true]);
  });

  it("kills it as well when the signal fires", async () => {
    const pids = join(directory, "aborted");
    const work = real.run(["sh", "-c", `echo $$ > ${pids}; sleep 300`], AbortSignal.timeout(300));
    expect(await codeOf(work)).toBe("timeout");
    expect(await gone(Number(await readFile(pids, "utf8")))).toBe(true);
  });

  it("does not wait for a child that stayed behind with the output open, and does not keep it", async () => {
    const started = performance.now();
    const { stdout } = await real.run(["sh", "-c", "sleep 300 & echo $!"], soon());
    expect(performance.now() - started).toBeLessThan(5000);
    expect(await gone(Number(stdout))).toBe(true);
  });

  it("ends a program that prints without end", async () => {
    expect(await codeOf(real.run(["sh", "-c", "exec yes"], soon()))).toBe("command-failed");
  });

  it("does not take a program that was killed for one that answered", async () => {
    expect(await codeOf(real.run(["sh", "-c", "echo all is well; kill -9 $$"], soon()))).toBe(
      "command-failed",
    );
  });

  it("gives input, and takes the answer of a program that does not read it", async () => {
    expect(await real.run(["cat"], soon(), { input: "ping" })).toMatchObject({ stdout: "ping" });
    const input = "x".repeat(1_000_000);
    expect(await real.run(["echo", "done"], soon(), { input })).toMatchObject({ stdout: "done\n" });
  });

  it("speaks English to programs and tells them nothing of the agent's own settings", async () => {
    process.env["HINOMI_TEST_SECRET"] = "secret";
    const { stdout } = await real.run(["env"], soon());
    delete process.env["HINOMI_TEST_SECRET"];
    expect(stdout).toMatch(/^LC_ALL=C$/mu);
    expect(stdout).not.toMatch(/secret|NODE_OPTIONS/u);
  });

  it("stops a long-lived program when it is told to, also in the middle of a line", async () => {
    const running = real.stream(["sh", "-c", "echo $$; printf half; exec sleep 300"], soon());
    const seen: string[] = [];
    for await (const line of running.lines) {
      seen.push(line);
      running.stop();
    }
    expect(await gone(Number(seen[0]))).toBe(true);
  });

  it("leaves no long-lived program behind when the agent itself is killed", async () => {
    const script = `
      import { createCommandProbe } from ${JSON.stringify(join(import.meta.dirname, "probe-command.ts"))};
      const { lines } = createCommandProbe().stream(["sh", "-c", "echo $$; exec sleep 300"], new AbortController().signal);
      for await (const line of lines) console.log(line);
    `;
    const agent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid = await new Promise<number>((resolve) => {
      agent.stdout.once("data", (text: Buffer) => resolve(Number(text.toString())));
    });
    expect(alive(pid)).toBe(true);
    agent.kill("SIGKILL");
    expect(await gone(pid)).toBe(true);
  });
});

describe("sources on this machine", () => {
  it("reads files of /proc, whose size is told as 0", async () => {
    expect(await real.readFile("/proc/uptime", soon())).toMatch(/^\d+\.\d+ /u);
    expect(await real.diskSpace("/", soon())).toMatchObject({ sizeBytes: expect.any(Number) });
  });

  it("does not hang on a pipe that lies where a file should", async () => {
    const pipe = join(directory, "pipe");
    await promisify(execFile)("mkfifo", [pipe]);
    expect(await real.readFile(pipe, soon())).toBe("");
    await rm(pipe);
  });

  it("gives up on a socket that never answers, and names one where nobody listens", async () => {
    const path = join(directory, "socket");
    expect(await codeOf(real.askSocket(path, "something else", AbortSignal.timeout(200)))).toBe("timeout");
    const script = `require("node:net").createServer().listen(${JSON.stringify(join(directory, "dead"))}, () => process.kill(process.pid, "SIGKILL"))`;
    await promisify(execFile)(process.execPath, ["-e", script]).catch(() => undefined);
    expect(await codeOf(real.askSocket(join(directory, "dead"), "ask", soon()))).toBe("source-absent");
    await rm(join(directory, "dead"));
  });

  it("has a wall clock in UTC and a clock that only counts up", () => {
    expect(real.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
    const first = real.monotonicMs();
    expect(real.monotonicMs()).toBeGreaterThanOrEqual(first);
  });
});

const some = async (): Promise<unknown> => ({ hostname: "pc-07", flags: "not ours" });
const library = (onLoad: () => void) => async () => {
  onLoad();
  return { system: some, osInfo: some, cpu: some, mem: some };
};

describe("host facts", () => {
  it("are read once a day and hold nothing that the fact does not declare", async () => {
    let nowMs = 0;
    let loads = 0;
    const ask = createHostInfo({ monotonicMs: () => nowMs, load: library(() => (loads += 1)) });
    expect(await ask(soon())).toEqual({ system: {}, osInfo: { hostname: "pc-07" }, cpu: {}, mem: {} });
    nowMs = 86_399_999;
    await ask(soon());
    expect(loads).toBe(1);
    nowMs = 86_400_000;
    await ask(soon());
    expect(loads).toBe(2);
  });

  it("are asked again after a failure", async () => {
    let broken = true;
    const good = library(() => undefined);
    const load: typeof good = async () => {
      if (broken) throw new Error("no library");
      return good();
    };
    const ask = createHostInfo({ monotonicMs: () => 0, load });
    expect(await codeOf(ask(soon()))).toBe("command-failed");
    broken = false;
    expect(await ask(soon())).toMatchObject({ osInfo: { hostname: "pc-07" } });
  });

  it("come from this machine", async () => {
    expect(await real.hostFacts(soon())).toMatchObject({ cpu: { cores: expect.any(Number) } });
  });
});
