import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProbeError, type SensorContext } from "#agent/core/sensor.ts";
import { patch, type Patch } from "#shared/facts/patch.ts";
import type { Reading } from "#shared/facts/reading.ts";
import { createFakeProbe, type FakeCommand, type FakeMachine } from "#test/support/fake-probe.ts";
import { parseAptSimulation } from "./apt-simulation.ts";
import { linuxPatch } from "./linux.ts";
import { judgeReboot } from "./reboot.ts";

const recording = (name: string): string =>
  readFileSync(join(import.meta.dirname, "recordings", `${name}.txt`), "utf8");

const now = "2026-11-23T12:00:00.000Z";
const lists = "/var/lib/apt/lists";
const securityRelease = `${lists}/deb.debian.org_debian-security_dists_bookworm-security_InRelease`;
const mainRelease = `${lists}/deb.debian.org_debian_dists_bookworm_InRelease`;
const stamp = "/var/lib/apt/periodic/update-success-stamp";
const context: SensorContext = {
  networks: [],
  proposeNetworks: false,
  agent: { version: "0", startedAt: now, outboxPending: 0, outboxBytes: 0 },
};

const machine = (apt: FakeCommand, more: FakeMachine = {}): FakeMachine => ({
  now,
  commands: { "apt-get -s -o Debug::NoLocking=1 dist-upgrade": apt },
  files: {
    "/etc/os-release": recording("debian-12-os-release"),
    [securityRelease]: recording("debian-12-security-release"),
    [mainRelease]: "Label: Debian\nSuite: oldstable\nDate: Sat, 11 Jul 2026 10:16:37 UTC\n",
    ...more.files,
  },
  stats: {
    [securityRelease]: { modifiedAt: "2026-11-21T00:53:02.000Z", sizeBytes: 34_770 },
    [mainRelease]: { modifiedAt: "2026-07-11T10:16:37.000Z", sizeBytes: 151_000 },
    ...more.stats,
  },
});

const look = async (fake: FakeMachine): Promise<Reading<Patch>> => {
  const raw = await linuxPatch.read(createFakeProbe(fake), context, AbortSignal.timeout(5000));
  return linuxPatch.parse(raw);
};
const valueOf = (reading: Reading<Patch>): Patch => patch.parse(reading.value);

describe("patch on Debian", () => {
  it("lists what apt would install, in its order, with installed and candidate version", async () => {
    const reading = await look(machine(recording("debian-12-dist-upgrade")));
    expect(reading.status).toBe("ok");
    const value = valueOf(reading);
    const shown = value.pending.map((one) => [one.name, one.installed, one.candidate, one.security]);
    expect(shown).toEqual([
      ["base-files", "12.4+deb12u11", "12.4+deb12u15", false],
      ["libgcrypt20", "1.10.1-3", "1.10.1-3+deb12u1", true],
      ["libpam-modules-bin", "1.5.2-6+deb12u1", "1.5.2-6+deb12u2", false],
      ["libpam-modules", "1.5.2-6+deb12u1", "1.5.2-6+deb12u2", false],
      ["libsystemd0", "252.38-1~deb12u1", "252.39-1~deb12u2", false],
      ["libc6:i386", "2.36-9+deb12u10", "2.36-9+deb12u13", false],
      ["ca-certificates", "20230311+deb12u1", "20250419~deb12u2", true],
      ["google-cloud-cli", "500.0.0-0", "548.0.0-0", false],
      ["zz-local", "1.0", "1.1", false],
      ["linux-image-6.1.0-44-amd64", null, "6.1.192-2", true],
    ]);
    expect(value.pending[7]?.origin).toBe("cloud-sdk bookworm:cloud-sdk-bookworm");
    expect(value.keptBack).toEqual(["libfoo2", "nginx-core"]);
    expect(value.operatingSystem).toMatchObject({ id: "debian", version: "12" });
    expect(value.listsUpdatedAt).toBe("2026-11-21T00:53:02.000Z");
  });

  it("says that nothing is missing only after apt said so itself", async () => {
    const reading = await look(machine(recording("debian-12-nothing-missing")));
    expect(reading).toMatchObject({ status: "ok", value: { pending: [] } });
  });

  it("reads reinstalled, downgraded and deferred packages", () => {
    const simulated = parseAptSimulation(recording("ubuntu-24.04-phased"));
    expect(simulated?.pending.map((one) => one.name)).toEqual(["openssl", "curl"]);
    expect(simulated?.keptBack).toEqual(["fwupd", "libfwupd2"]);
  });

  it("reads the summary of apt 3", () => {
    const text =
      "Upgrading:\n  zlib1g\n\nNot upgrading:\n  held\n\nSummary:\n  Upgrading: 1, Installing: 0, Removing: 0, Not Upgrading: 1\nInst zlib1g [1] (2 Debian:13.2/stable [amd64])\n";
    expect(parseAptSimulation(text)).toMatchObject({ pending: [{ name: "zlib1g" }], keptBack: ["held"] });
  });

  it.each([
    ["an empty answer", ""],
    ["an answer cut before its summary", "Reading package lists...\nBuilding dependency tree...\n"],
    [
      "fewer packages than the summary promises",
      "2 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\nInst a [1] (2 D:1/s [all])\n",
    ],
    [
      "a line it cannot read",
      "1 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\nInst a is new\n",
    ],
  ])("does not take %s for an all-clear", async (_name, text) => {
    expect(await look(machine(text))).toMatchObject({ status: "failed", code: "unparsable" });
  });

  it("never calls lists of eight days current, and still shows what could be seen", async () => {
    const stats = { [securityRelease]: { modifiedAt: "2026-11-15T11:00:00.000Z", sizeBytes: 1 } };
    const reading = await look(machine(recording("debian-12-nothing-missing"), { stats }));
    expect(reading).toMatchObject({ status: "failed", code: "stale-source", value: { pending: [] } });
    expect(reading).toMatchObject({ reason: expect.stringMatching(/8 days old.*apt-get update/u) });
  });

  it("counts the stamp of a successful update where every source answered that nothing changed", async () => {
    const stats = {
      [securityRelease]: { modifiedAt: "2026-11-15T11:00:00.000Z", sizeBytes: 1 },
      [stamp]: { modifiedAt: "2026-11-23T05:00:00.000Z" },
    };
    const reading = await look(machine(recording("debian-12-nothing-missing"), { stats }));
    expect(reading).toMatchObject({ status: "ok", value: { listsUpdatedAt: "2026-11-23T05:00:00.000Z" } });
  });

  it("does not let a fresh list of another archive hide old security lists", async () => {
    const stats = {
      [securityRelease]: { modifiedAt: "2026-11-01T00:00:00.000Z", sizeBytes: 1 },
      [mainRelease]: { modifiedAt: "2026-11-23T00:00:00.000Z", sizeBytes: 1 },
    };
    const reading = await look(machine(recording("debian-12-nothing-missing"), { stats }));
    expect(reading).toMatchObject({ status: "failed", code: "stale-source" });
  });

  it("does not believe security lists whose publisher's promise has ended", async () => {
    const expired = recording("debian-12-security-release").replaceAll("28 Nov 2026", "22 Nov 2026");
    const reading = await look(
      machine(recording("debian-12-nothing-missing"), {
        files: { [securityRelease]: expired },
        stats: { [stamp]: { modifiedAt: "2026-11-23T05:00:00.000Z" } },
      }),
    );
    expect(reading).toMatchObject({ status: "failed", code: "stale-source" });
  });

  it("does not believe lists from the future", async () => {
    const stats = { [securityRelease]: { modifiedAt: "2030-01-01T00:00:00.000Z", sizeBytes: 1 } };
    const reading = await look(machine(recording("debian-12-nothing-missing"), { stats }));
    expect(reading).toMatchObject({ status: "failed", code: "stale-source" });
  });

  it("says that lists were never fetched", async () => {
    const fake: FakeMachine = {
      now,
      commands: { "apt-get": recording("debian-12-nothing-missing") },
      files: { "/etc/os-release": recording("debian-12-os-release") },
    };
    expect(await look(fake)).toMatchObject({ status: "failed", code: "stale-source" });
  });

  it("says that no source of security updates is known", async () => {
    const fake = machine(recording("debian-12-nothing-missing"), {
      stats: {
        [securityRelease]: null,
        [mainRelease]: { modifiedAt: "2026-11-23T00:00:00.000Z", sizeBytes: 1 },
      },
    });
    expect(await look(fake)).toMatchObject({ status: "failed", code: "source-absent" });
  });

  it.each([
    [
      "E: dpkg was interrupted, you must manually run 'dpkg --configure -a'",
      /dpkg --configure -a/u,
      "command-failed",
    ],
    [
      "E: Unmet dependencies. Try 'apt --fix-broken install' with no packages",
      /--fix-broken/u,
      "command-failed",
    ],
    ["E: Could not get lock /var/lib/dpkg/lock-frontend", /Another program/u, "command-failed"],
    ["E: Could not open file - open (13: Permission denied)", /root/u, "denied"],
    ["E: The list of sources could not be read.", /list of sources/u, "command-failed"],
  ])("turns %s into what to do", async (stderr, reason, code) => {
    const reading = await look(machine({ code: 100, stdout: "", stderr }));
    expect(reading).toMatchObject({ status: "failed", code, reason: expect.stringMatching(reason) });
  });

  it("says which other program updates the computer", async () => {
    const fake: FakeMachine = { now, stats: { "/usr/bin/dnf": { modifiedAt: now } } };
    const reading = await look(fake);
    expect(reading).toMatchObject({
      status: "unsupported",
      code: "not-built",
      reason: expect.stringMatching(/dnf/u),
    });
  });

  it("says that apt did not answer", async () => {
    const reading = await look(machine(new ProbeError("timeout", "apt-get did not answer within 120 s.")));
    expect(reading).toMatchObject({ status: "failed", code: "timeout" });
  });

  it("never throws and never calls nonsense ok", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (raw) => {
        expect(linuxPatch.parse(raw).status).toBe("failed");
      }),
    );
  });

  it("reads any package apt could name", () => {
    const word = fc.stringMatching(/^[a-z0-9][a-z0-9+.~:-]{0,30}$/u);
    const origin = fc.option(fc.stringMatching(/^[A-Za-z][A-Za-z -]{0,15}:[0-9.]{1,5}\/[a-z-]{1,20}$/u));
    fc.assert(
      fc.property(word, fc.option(word), word, origin, (name, installed, candidate, from) => {
        const line = `Inst ${name}${installed === null ? "" : ` [${installed}]`} (${candidate}${from === null ? "" : ` ${from}`} [amd64])`;
        const text = `1 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n${line}\n`;
        expect(parseAptSimulation(text)?.pending).toMatchObject([
          { name, installed, candidate, origin: from },
        ]);
      }),
    );
  });
});

describe("a waiting restart", () => {
  const signs = { required: false, packages: null, noticed: false, running: null, boot: [] };

  it("is unknown where nothing would write it down", () => {
    expect(judgeReboot(signs).rebootRequired).toBeNull();
    expect(judgeReboot({ ...signs, noticed: true }).rebootRequired).toBe(false);
  });

  it("names its packages once", () => {
    const verdict = judgeReboot({ ...signs, required: true, packages: "linux-base\nlibc6\nlinux-base\n" });
    expect(verdict).toEqual({ rebootRequired: true, rebootPackages: ["linux-base", "libc6"] });
  });

  it("follows from a newer kernel of the same flavour in /boot", () => {
    const boot = [
      "vmlinuz-6.1.0-9-amd64",
      "vmlinuz-6.1.0-44-amd64",
      "vmlinuz-6.9.0-1-cloud-amd64",
      "config-9",
    ];
    expect(judgeReboot({ ...signs, running: "6.1.0-10-amd64", boot }).rebootPackages).toEqual([
      "linux-image-6.1.0-44-amd64",
    ]);
    expect(judgeReboot({ ...signs, running: "6.1.0-44-amd64", boot }).rebootRequired).toBeNull();
  });

  it("never throws for any name in /boot", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string().map((name) => `vmlinuz-${name}`)), (running, boot) => {
        expect(judgeReboot({ ...signs, running, boot }).rebootPackages.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
