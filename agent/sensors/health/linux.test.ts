import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SensorContext } from "#agent/core/sensor.ts";
import { health, type Health } from "#shared/facts/health.ts";
import { createFakeProbe, type FakeMachine } from "#test/support/fake-probe.ts";
import { healthSensor } from "./index.ts";
import { linuxHealth } from "./linux.ts";
import { parseLocalMounts, parseProcessStat, parseUptime } from "./proc.ts";

const context: SensorContext = {
  networks: [],
  proposeNetworks: false,
  agent: { version: "0.1.0", startedAt: "2026-11-23T09:00:00.000Z", outboxPending: 3, outboxBytes: 40_960 },
};
const mountinfo = readFileSync(join(import.meta.dirname, "recordings/debian-12-mountinfo.txt"), "utf8");
const stat = (pid: number, ticks: readonly [number, number, number, number]): string =>
  `${pid} (node (a) b) S 1 ${pid} ${pid} 0 -1 4194560 9000 10 0 0 ${ticks.join(" ")} 20 0 11 0 5000 1000 900\n`;

const machine: FakeMachine = {
  now: "2026-11-23T12:00:00.000Z",
  monotonicMs: () => 7_200_000,
  files: {
    "/proc/uptime": "10800.55 20000.10\n",
    "/proc/stat": "cpu  1 2 3\nbtime 1795424399\nprocesses 99\n",
    "/etc/os-release": 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
    "/proc/self/mountinfo": mountinfo,
    "/proc/self/status": "Name:\tnode\nVmRSS:\t   59000 kB\nRssAnon:\t   15600 kB\nThreads:\t11\n",
    "/proc/self/stat": stat(4242, [120, 30, 40, 10]),
    "/proc/self/task/4242/children": "4300 4301 ",
    "/proc/4300/stat": stat(4300, [50, 50, 0, 0]),
  },
  diskSpace: {
    "/": { sizeBytes: 1000, freeBytes: 400 },
    "/srv/共有 フォルダ": { sizeBytes: 500, freeBytes: 5 },
  },
  hostFacts: {
    system: {
      manufacturer: "Dynabook Inc.",
      model: "dynabook S73",
      serial: "To be filled by O.E.M.",
      virtual: false,
    },
    osInfo: { hostname: "pc-07", kernel: "6.1.0-44-amd64" },
    cpu: { manufacturer: "Intel", brand: "Core i5-1135G7", cores: 8 },
    mem: { total: 8_172_912_640 },
  },
};

const look = async (fake: FakeMachine): Promise<Health> => {
  const raw = await linuxHealth.read(createFakeProbe(fake), context, AbortSignal.timeout(5000));
  return health.parse(linuxHealth.parse(raw).value);
};

const print = (one: Health): unknown => healthSensor.fingerprint?.(one);

describe("health on Linux", () => {
  it("tells what the computer is and what the agent uses", async () => {
    expect(await look(machine)).toEqual({
      host: {
        hostname: "pc-07",
        operatingSystem: {
          id: "debian",
          version: "12",
          edition: null,
          build: null,
          name: "Debian GNU/Linux 12 (bookworm)",
        },
        kernel: "6.1.0-44-amd64",
        manufacturer: "Dynabook Inc.",
        model: "dynabook S73",
        serial: null,
        cpu: "Intel Core i5-1135G7",
        cores: 8,
        memoryBytes: 8_172_912_640,
        virtual: false,
      },
      bootedAt: "2026-11-23T08:59:59.000Z",
      // One of the three hours since boot was sleep.
      poweredOnSeconds: 7200,
      disks: [
        { mount: "/", sizeBytes: 1000, freeBytes: 400 },
        { mount: "/srv/共有 フォルダ", sizeBytes: 500, freeBytes: 5 },
      ],
      agent: {
        ...context.agent,
        rssBytes: 59_000 * 1024,
        privateBytes: 15_600 * 1024,
        // 2 s of its own with ended children, 1 s of a running child; the other child ended between list and look.
        cpuSeconds: 3,
      },
    });
  });

  it("shows the rest when the computer's facts could not be read", async () => {
    const { hostFacts: _none, ...rest } = machine;
    expect(await look(rest)).toMatchObject({ host: null, poweredOnSeconds: 7200 });
  });

  it("sends no snapshot for what differs at every look", async () => {
    const value = await look(machine);
    const later = { ...value, poweredOnSeconds: 1, agent: { ...value.agent, rssBytes: 1, cpuSeconds: 9 } };
    expect(print(later)).toBe(print(value));
    const fuller = { ...value, disks: [{ mount: "/", sizeBytes: 1000, freeBytes: 20 }] };
    expect(print(fuller)).not.toBe(print(value));
  });

  it("never throws and never calls nonsense ok", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (raw) => {
        expect(linuxHealth.parse(raw).status).toBe("failed");
      }),
    );
  });
});

describe("/proc", () => {
  it("names local file systems once, never a network mount, which could hang", () => {
    expect(parseLocalMounts(mountinfo)).toEqual(["/", "/srv/共有 フォルダ"]);
  });

  it("is not deceived by a program's name", () => {
    expect(parseProcessStat("7 (x) S 1 1 9 (y) R 1 7 7 0 -1 0 0 0 0 0 100 100 0 0 20 0\n")?.pid).toBe(7);
    expect(parseProcessStat(stat(7, [100, 100, 0, 0]))).toEqual({ pid: 7, cpuSeconds: 2 });
  });

  it("never throws for any text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseUptime(`${text} x`)).toBeNull();
        expect(parseProcessStat(`1 (${text}`)).toBeNull();
        expect(Array.isArray(parseLocalMounts(`1 1 0:1 / /${text} x - ext4 a b`))).toBe(true);
      }),
    );
  });
});
