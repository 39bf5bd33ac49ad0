import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSystemProbe } from "#agent/adapters/probe-system.ts";
import { ProbeError, type Probe, type SensorContext } from "#agent/core/sensor.ts";
import { antivirus, type Antivirus } from "#shared/facts/antivirus.ts";
import type { Reading } from "#shared/facts/reading.ts";
import { createFakeProbe, type FakeMachine } from "#test/support/fake-probe.ts";
import { parseClamdConf } from "./clamav-config.ts";
import { definitionsOnDisk, parseClamdVersion, parseHeader } from "./clamav-database.ts";
import { linuxAntivirus } from "./linux.ts";

const now = "2026-11-23T12:00:00.000Z";
const context: SensorContext = {
  networks: [],
  proposeNetworks: false,
  agent: { version: "0", startedAt: now, outboxPending: 0, outboxBytes: 0 },
};

const secondsOf = (instant: string): number => Temporal.Instant.from(instant).epochMilliseconds / 1000;
const header = (version: number, builtAt: string): string =>
  `ClamAV-VDB:23 Nov 2026 04-31 -0500:${version}:2077301:90:0123456789abcdef0123456789abcdef:AbC+/dsig:raynman:${secondsOf(builtAt)}`.padEnd(
    512,
  );

const socket = "/run/clamav/clamd.ctl";
const databases = "/var/lib/clamav";
const installed: FakeMachine = { now, stats: { "/usr/sbin/clamd": { modifiedAt: now } } };
const clamd = {
  "/proc/812/comm": "clamd\n",
  "/proc/812/status": "Name:\tclamd\nState:\tS (sleeping)\nUid:\t109\t109\t109\t109\n",
};

const lookAt = async (probe: Probe): Promise<Reading<Antivirus>> => {
  const reading = linuxAntivirus.parse(await linuxAntivirus.read(probe, context, AbortSignal.timeout(5000)));
  if (reading.value !== undefined) antivirus.parse(reading.value);
  return reading;
};
const look = async (machine: FakeMachine): Promise<Reading<Antivirus>> => lookAt(createFakeProbe(machine));

/** A running clamd with these definitions loaded and on disk. */
const running = (answer: string, disk: Readonly<Record<string, string>>): FakeMachine => ({
  ...installed,
  sockets: { [socket]: (request) => (request === "zVERSION\0" ? answer : new ProbeError("timeout", "?")) },
  files: {
    ...clamd,
    ...Object.fromEntries(Object.entries(disk).map(([name, text]) => [`${databases}/${name}`, text])),
  },
});

const onAccessBy = (uid: number): Record<string, string> => ({
  "/proc/900/comm": "clamonacc\n",
  "/proc/900/status": `Name:\tclamonacc\nState:\tS (sleeping)\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n`,
});

describe("antivirus on Linux", () => {
  it("says not installed where there is nothing", async () => {
    expect(await look({ now })).toEqual({ status: "ok", value: { state: "not-installed", products: [] } });
  });

  it("says no database where ClamAV has nothing to look for", async () => {
    const reading = await look({ ...installed, directories: { [databases]: [] } });
    expect(reading).toMatchObject({
      status: "ok",
      value: { state: "no-database", products: [{ running: false }] },
    });
  });

  it("takes an empty or damaged database file for none", async () => {
    const files = { [`${databases}/daily.cvd`]: "<html>Forbidden</html>", [`${databases}/own.ndb`]: "" };
    expect(await look({ ...installed, files })).toMatchObject({ value: { state: "no-database" } });
  });

  it("says stopped where definitions lie on disk and nobody uses them", async () => {
    const files = { [`${databases}/daily.cld`]: header(27_500, "2026-11-23T08:31:00Z") };
    const reading = await look({
      ...installed,
      files,
      sockets: { [socket]: new ProbeError("source-absent", "Nothing listens.") },
    });
    expect(reading).toMatchObject({
      status: "ok",
      value: {
        state: "stopped",
        products: [{ running: false, loaded: null, onDisk: [{ version: "27500" }] }],
      },
    });
  });

  it("is on with fresh official definitions, and takes their build time from the header", async () => {
    const reading = await look(
      running("ClamAV 1.0.9/27500/Mon Nov 23 09:31:00 2026\0", {
        "daily.cld": header(27_500, "2026-11-23T08:31:00Z"),
        "main.cvd": header(62, "2021-09-16T12:32:42Z"),
      }),
    );
    expect(reading).toMatchObject({
      status: "ok",
      value: {
        state: "on",
        products: [
          {
            name: "ClamAV",
            engineVersion: "1.0.9",
            running: true,
            onAccess: false,
            loaded: { name: "daily", version: "27500", builtAt: "2026-11-23T08:31:00.000Z" },
            onDisk: [{ name: "daily" }, { name: "main", version: "62" }],
          },
        ],
      },
    });
  });

  it("is stale when the loaded definitions are old, even with fresh ones on disk", async () => {
    const reading = await look(
      running("ClamAV 1.0.9/27489/Thu Nov 12 09:31:00 2026", {
        "daily.cld": header(27_500, "2026-11-23T08:31:00Z"),
      }),
    );
    expect(reading).toMatchObject({
      status: "ok",
      value: {
        state: "stale",
        products: [{ loaded: { version: "27489" }, onDisk: [{ version: "27500" }] }],
      },
    });
  });

  it("is on, without a version, on nothing but a signature of one's own", async () => {
    const reading = await look(running("ClamAV 1.0.3\0", { "own.ndb": "Own.Test:0:*:deadbeef\n" }));
    expect(reading).toMatchObject({
      status: "ok",
      value: {
        state: "on",
        products: [
          {
            engineVersion: "1.0.3",
            loaded: { version: null, builtAt: null },
            onDisk: [{ name: "own.ndb", version: null }],
          },
        ],
      },
    });
  });

  it("does not believe a build time in the far future", async () => {
    const answer = "ClamAV 1.0.9/27500/Mon Nov 23 09:31:00 2099";
    const reading = await look(running(answer, { "daily.cld": header(27_500, "2099-11-23T08:31:00Z") }));
    expect(reading).toMatchObject({ status: "failed", code: "unparsable" });
  });

  it("believes on-access checking only of a process of root", async () => {
    const answer = "ClamAV 1.0.9/27500/Mon Nov 23 09:31:00 2026";
    const disk = { "daily.cld": header(27_500, "2026-11-23T08:31:00Z") };
    const base = running(answer, disk);
    const by = async (uid: number): Promise<unknown> =>
      (await look({ ...base, files: { ...base.files, ...onAccessBy(uid) } })).value?.products[0]?.onAccess;
    expect(await by(0)).toBe(true);
    expect(await by(1000)).toBe(false);
  });

  it.each([
    ["denied", /root/u],
    ["timeout", /did not answer/u],
  ] as const)("could not look when the socket says %s", async (code, reason) => {
    const machine = running("", { "daily.cld": header(27_500, "2026-11-23T08:31:00Z") });
    const reading = await look({ ...machine, sockets: { [socket]: new ProbeError(code, "no") } });
    expect(reading).toMatchObject({ status: "failed", code, reason: expect.stringMatching(reason) });
  });

  it("could not look when clamd runs without a socket", async () => {
    const machine = running("", {});
    expect(await look({ ...machine, sockets: {} })).toMatchObject({
      status: "failed",
      code: "source-absent",
    });
  });

  it("could not look when the socket talks nonsense", async () => {
    expect(await look(running("HELLO", {}))).toMatchObject({ status: "failed", code: "unparsable" });
  });

  it("does not say not installed of a computer that another product protects", async () => {
    const reading = await look({ now, stats: { "/opt/eset": { modifiedAt: now, directory: true } } });
    expect(reading).toMatchObject({
      status: "unsupported",
      code: "not-built",
      reason: expect.stringMatching(/ESET/u),
    });
  });

  it("asks a real socket the way clamd wants to be asked", async () => {
    const directory = await mkdtemp(join(tmpdir(), "clamd-"));
    const path = join(directory, "clamd.ctl");
    const server = createServer((client) => {
      client.on("error", () => undefined);
      client.on("data", (data) =>
        client.end(data.toString() === "zVERSION\0" ? "ClamAV 1.0.3\0" : "UNKNOWN COMMAND\0"),
      );
    });
    await new Promise<void>((resolve) => server.listen(path, () => resolve()));
    try {
      const conf = { "/etc/clamav/clamd.conf": `LocalSocket ${path}\n` };
      const fake = createFakeProbe({ ...installed, files: { ...conf, [`${databases}/own.ndb`]: "x" } });
      const system = createSystemProbe();
      // Only this socket is real: a clamd of the computer that runs the test must not answer in its place.
      const askSocket: Probe["askSocket"] = (asked, ...rest) =>
        (asked === path ? system : fake).askSocket(asked, ...rest);
      expect(await lookAt({ ...fake, askSocket })).toMatchObject({ value: { state: "on" } });
      server.close();
      expect(await lookAt({ ...fake, askSocket })).toMatchObject({ value: { state: "stopped" } });
    } finally {
      server.close();
      await rm(directory, { recursive: true });
    }
  });

  it("never throws and never calls nonsense ok", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (raw) => {
        expect(linuxAntivirus.parse(raw).status).toBe("failed");
      }),
    );
  });
});

describe("what ClamAV writes", () => {
  it("reads where to ask, and skips what is commented out", () => {
    const conf = readFileSync(join(import.meta.dirname, "recordings/debian-12-clamd.conf.txt"), "utf8");
    expect(parseClamdConf(conf)).toEqual({
      sockets: ["/var/run/clamav/clamd.ctl"],
      databaseDirectory: "/srv/clamav db",
      tcp: false,
    });
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseClamdConf(text).sockets.every((path) => path.startsWith("/"))).toBe(true);
      }),
    );
  });

  it("reads a header that has no seconds by its words", () => {
    expect(parseHeader("daily", "ClamAV-VDB:07 Nov 2023 09-35 -0500:27086:2044923:90:X:X:raynman")).toEqual({
      name: "daily",
      version: "27086",
      builtAt: "2023-11-07T14:35:00.000Z",
    });
  });

  it.each([
    ["ClamAV 1.0.3", { engine: "1.0.3", database: null }],
    ["ClamAV 0.101.3/25533/Tue Aug  6 10:18:15 2019\n", { engine: "0.101.3", database: "25533" }],
    ["ClamAV 1.4.1-rc/0/", null],
    ["ClamAV 1.4.1/0", { engine: "1.4.1", database: null }],
    ["UNKNOWN COMMAND", null],
    ["", null],
  ])("reads %j", (answer, expected) => {
    const found = parseClamdVersion(answer);
    const { engine, database } = found ?? {};
    expect(found === null ? null : { engine, database }).toEqual(expected);
  });

  it("never throws for any header or answer", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (text, fields) => {
        const found = definitionsOnDisk([
          { name: "daily.cvd", sizeBytes: 512, head: ["ClamAV-VDB", ...fields].join(":") },
          { name: "main.cvd", sizeBytes: 512, head: text },
        ]);
        expect(found.every((one) => /^\d+$/u.test(one.version ?? ""))).toBe(true);
        expect(parseClamdVersion(`ClamAV ${text}`)?.engine ?? "1").toMatch(/^\d/u);
      }),
    );
  });
});
