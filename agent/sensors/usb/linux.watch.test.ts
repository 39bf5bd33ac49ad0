import type { WatchTools } from "#agent/core/sensor.ts";
import { usbEvent, type UsbEvent } from "#shared/facts/usb.ts";
import { createFakeProbe, type FakeMachine, type FakeProbe } from "#test/support/fake-probe.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLinuxUsbWatch } from "./linux.watch.ts";
import type { UsbSignals } from "./linux.ts";
import {
  emptyReader,
  keyboard,
  machineWith,
  readerWithCard,
  stick,
  type Plugged,
} from "./recordings/machines.cases.ts";
import { banner, blockBlock, monitored, usbBlock } from "./recordings/monitor.cases.ts";

/** Lines that come when the test says so; the stream stays open until it is ended. */
const createLines = () => {
  const waiting: string[] = [];
  let wake: (() => void) | null = null;
  const over = new AbortController();
  return {
    say: (lines: readonly string[]) => {
      waiting.push(...lines);
      wake?.();
    },
    end: () => {
      over.abort();
      wake?.();
    },
    lines: (async function* lines(): AsyncGenerator<string> {
      while (!over.signal.aborted) {
        const line = waiting.shift();
        if (line === undefined)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        else yield line;
      }
    })(),
  };
};

interface Run {
  readonly events: UsbEvent[];
  readonly probe: FakeProbe;
  readonly signals: UsbSignals;
  readonly log: string[];
  readonly monitor: ReturnType<typeof createLines>;
  readonly looks: () => number;
  readonly saved: () => string | null;
  readonly plug: (plugged: readonly Plugged[]) => void;
  readonly stop: () => Promise<void>;
}

const running: Run[] = [];

const start = (
  plugged: readonly Plugged[] | null,
  options: {
    readonly state?: string | null;
    readonly machine?: FakeMachine;
    readonly refuse?: () => Error | null;
  } = {},
): Run => {
  const monitor = createLines();
  const files: Record<string, string> = {};
  const links: Record<string, string> = {};
  /** The probe reads these very objects, so that things can be pulled out too. */
  const plug = (next: readonly Plugged[]): void => {
    const machine = machineWith(next);
    for (const [held, now] of [
      [files, machine.files],
      [links, machine.links],
    ] as const) {
      for (const path of Object.keys(held)) delete held[path];
      Object.assign(held, now);
    }
  };
  if (plugged !== null) plug(plugged);
  const probe = createFakeProbe({
    files,
    links,
    streams: { udevadm: monitor.lines },
    usbAssist: "running",
    ...options.machine,
  });
  const events: UsbEvent[] = [];
  const log: string[] = [];
  let state = options.state ?? null;
  let looks = 0;
  const tools: WatchTools = {
    context: () => ({
      networks: [],
      proposeNetworks: false,
      agent: { version: "1", startedAt: "2026-11-24T00:00:00.000Z", outboxPending: 0, outboxBytes: 0 },
    }),
    event: async (body) => {
      const refusal = options.refuse?.() ?? null;
      if (refusal !== null) throw refusal;
      events.push(usbEvent.parse(body));
      await Promise.resolve();
    },
    look: () => {
      looks += 1;
    },
    load: () => state,
    save: (text) => {
      state = text;
    },
    log: (_level, message) => log.push(message),
  };
  const signals: UsbSignals = { watch: "stopped", assist: "stopped" };
  const ends = new AbortController();
  const done = createLinuxUsbWatch(signals)(probe, tools, ends.signal);
  done.catch((error: unknown) => log.push(String(error)));
  const run: Run = {
    events,
    probe,
    signals,
    log,
    monitor,
    looks: () => looks,
    saved: () => state,
    plug,
    stop: async () => {
      ends.abort();
      monitor.end();
      await vi.advanceTimersByTimeAsync(10);
      await done.catch(() => undefined);
    },
  };
  running.push(run);
  return run;
};

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(async () => {
  for (const run of running.splice(0)) await run.stop();
  vi.useRealTimers();
});

const after = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
};
const told = (run: Run) => run.events.map((event) => [event.type, event.device.kind, event.noticedBy]);
const withWritten = (plugged: Plugged, written: number): Plugged => ({
  ...plugged,
  disks: (plugged.disks ?? []).map((disk) => (disk.sectors > 0 ? { ...disk, written } : disk)),
});

describe("the watch over USB on Linux", () => {
  it("tells nothing at the first start ever, and saves what is there", async () => {
    const run = start([stick, keyboard]);
    await after(10);
    expect(run.events).toEqual([]);
    expect(run.saved()).toContain("6C1E0D4A3B2F5968");
  });

  it("tells an insertion at the event itself, and what the disk shows as a change", async () => {
    const run = start([keyboard]);
    await after(10);
    run.monitor.say(banner);
    await after(10);
    expect(run.signals).toEqual({ watch: "running", assist: "running" });
    run.plug([keyboard, { ...stick, disks: [] }]);
    run.monitor.say(usbBlock("add", monitored, 100));
    await after(1);
    expect(told(run)).toEqual([["inserted", "usb-memory", "event"]]);
    expect(run.events[0]?.device).toMatchObject({ serial: "6C1E0D4A3B2F5968", volumes: [], sizeBytes: null });
    run.plug([keyboard, stick]);
    run.monitor.say([...blockBlock("add", "1-2", "sdb", 101), ...blockBlock("add", "1-2", "sdb1", 101)]);
    await after(300);
    expect(told(run).slice(1)).toEqual([["changed", "usb-memory", "event"]]);
    expect(run.events[1]?.device.volumes).toMatchObject([{ label: "検針 2026", fileSystem: "exfat" }]);
    await after(120_000);
    expect(run.events).toHaveLength(2);
    expect(run.looks()).toBeGreaterThan(0);
  });

  it("tells a removal with the bytes that the last sample showed", async () => {
    const run = start([]);
    await after(10);
    run.monitor.say(banner);
    run.plug([stick]);
    run.monitor.say(usbBlock("add", monitored, 100));
    await after(2000);
    run.plug([withWritten(stick, 2048)]);
    await after(12_000);
    run.plug([]);
    run.monitor.say(usbBlock("remove", monitored, 120));
    await after(10);
    expect(run.events.map((event) => [event.type, event.bytesWritten])).toEqual([
      ["inserted", null],
      ["changed", null],
      ["removed", 2048 * 512],
    ]);
    await after(120_000);
    expect(run.events).toHaveLength(3);
  });

  it("does not know what was written where no counter was ever read", async () => {
    const run = start(null);
    await after(10);
    run.monitor.say([...banner, ...usbBlock("add", monitored, 100), ...usbBlock("remove", monitored, 101)]);
    await after(10);
    expect(run.events.map((event) => event.bytesWritten)).toEqual([null, null]);
  });

  it("does not know what was written where a counter went back", async () => {
    const run = start([]);
    await after(10);
    run.plug([withWritten(stick, 900)]);
    await after(61_000);
    run.plug([withWritten(stick, 10)]);
    await after(61_000);
    run.plug([]);
    await after(61_000);
    expect(run.events.map((event) => [event.type, event.bytesWritten])).toEqual([
      ["inserted", null],
      ["removed", null],
    ]);
  });

  it("finds in a later look what udev did not tell", async () => {
    const run = start([keyboard]);
    run.monitor.say(banner);
    await after(10);
    run.plug([keyboard, stick]);
    await after(61_000);
    run.plug([stick]);
    await after(61_000);
    expect(told(run)).toEqual([
      ["inserted", "usb-memory", "snapshot"],
      ["removed", "keyboard", "snapshot"],
    ]);
  });

  it("looks at once when the additional sign says so", async () => {
    const run = start([]);
    run.monitor.say(banner);
    await after(10);
    run.plug([stick]);
    run.probe.usbChanged();
    await after(10);
    expect(told(run)).toEqual([["inserted", "usb-memory", "snapshot"]]);
  });

  it("takes a device that was pulled out and put back between two looks for two insertions", async () => {
    const run = start([stick]);
    run.monitor.say(banner);
    await after(10);
    run.plug([{ ...stick, devnum: 9 }]);
    await after(61_000);
    expect(told(run)).toEqual([
      ["removed", "usb-memory", "snapshot"],
      ["inserted", "usb-memory", "snapshot"],
    ]);
    run.monitor.say(usbBlock("remove", monitored, 130));
    run.monitor.say(usbBlock("add", { ...monitored, devnum: 9 }, 131));
    await after(5000);
    expect(run.events).toHaveLength(2);
  });

  it("finds at its start what came and went while nobody listened", async () => {
    const first = start([keyboard, stick]);
    await after(10);
    await first.stop();
    const second = start([keyboard, emptyReader], { state: first.saved() });
    await after(10);
    expect(told(second)).toEqual([
      ["removed", "usb-memory", "start"],
      ["inserted", "card-reader", "start"],
    ]);
    expect(second.events[0]?.bytesWritten).toBeNull();
    await second.stop();
    const third = start([keyboard, emptyReader], { state: second.saved() });
    await after(10);
    expect(third.events).toEqual([]);
  });

  it("counts on over its own restart, but not over one of the machine", async () => {
    for (const [boot, bytes] of [
      ["7d3c2b1e-5c8f-4a64-9b0e-2f6f0d6a9c11", 500 * 512],
      ["another", null],
    ] as const) {
      const first = start([]);
      await after(10);
      first.plug([withWritten(stick, 100)]);
      await after(61_000);
      await first.stop();
      const second = start([withWritten(stick, 500)], {
        state: (first.saved() ?? "").replace(/"boot":"[^"]*"/u, `"boot":"${boot}"`),
      });
      await after(10);
      expect(second.events).toEqual([]);
      second.plug([]);
      await after(61_000);
      expect(second.events.map((event) => event.bytesWritten)).toEqual([bytes]);
      await second.stop();
    }
  });

  it("takes a card for a medium of its own, and counts for it alone", async () => {
    const run = start([emptyReader]);
    run.monitor.say(banner);
    await after(10);
    run.plug([readerWithCard]);
    run.monitor.say(blockBlock("change", "1-5", "sdf", 200));
    await after(300);
    run.plug([withWritten(readerWithCard, 4196)]);
    await after(12_000);
    run.plug([emptyReader]);
    run.monitor.say(blockBlock("change", "1-5", "sdf", 220));
    await after(300);
    expect(told(run)).toEqual([
      ["inserted", "sd-card", "event"],
      ["removed", "sd-card", "event"],
    ]);
    expect(run.events[1]?.bytesWritten).toBe(100 * 512);
  });

  it("counts two hundred insertions and removals as they were, none twice and none lost", async () => {
    const run = start(null);
    await after(10);
    run.monitor.say(banner);
    const expected: string[] = [];
    for (let at = 0; at < 100; at += 1) {
      const device = {
        ...monitored,
        devnum: 5 + at,
        port: `1-${1 + (at % 4)}`,
        serial: `SERIAL${1000 + at}`,
      };
      expected.push(`inserted ${device.serial}`, `removed ${device.serial}`);
      run.monitor.say([
        ...usbBlock("add", device, 100 + at),
        ...usbBlock("bind", device, 100 + at),
        ...blockBlock("add", device.port, "sdb", 100 + at),
        ...blockBlock("remove", device.port, "sdb", 100 + at),
        ...usbBlock("remove", device, 100 + at),
      ]);
    }
    await after(5000);
    expect(run.events.map((event) => `${event.type} ${event.device.serial}`)).toEqual(expected);
  });

  it("remembers nothing that was not durable, so that it is told again after the fall", async () => {
    let broken = true;
    const run = start([keyboard], { refuse: () => (broken ? new Error("the disk is full") : null) });
    await after(10);
    run.plug([keyboard, stick]);
    await after(62_000);
    expect(run.log).toContain("Error: the disk is full");
    broken = false;
    const next = start([keyboard, stick], { state: run.saved() });
    await after(10);
    expect(told(next)).toEqual([["inserted", "usb-memory", "start"]]);
  });

  it("looks at /sys every two seconds where udevadm is not installed, and says so", async () => {
    const run = start([keyboard], { machine: { streams: {} } });
    await after(10);
    await after(3000);
    expect(run.signals.watch).toBe("unavailable");
    run.plug([keyboard, stick]);
    await after(2100);
    run.plug([keyboard]);
    await after(2100);
    expect(told(run)).toEqual([
      ["inserted", "usb-memory", "snapshot"],
      ["removed", "usb-memory", "snapshot"],
    ]);
    expect(run.log.filter((line) => line.includes("not heard"))).toHaveLength(1);
  });

  it("starts the stream again after it fell", async () => {
    const run = start([keyboard]);
    run.monitor.say(banner);
    await after(10);
    run.monitor.end();
    await after(10);
    expect(run.signals.watch).toBe("stopped");
    await after(1100);
    expect(run.probe.asked.filter((line) => line.startsWith("udevadm monitor")).length).toBeGreaterThan(1);
  });

  it("does not take an unreadable state for a first start's silence to be kept for ever", async () => {
    const run = start([stick], { state: "{half" });
    await after(10);
    expect(run.events).toEqual([]);
    run.plug([]);
    await after(61_000);
    expect(told(run)).toEqual([["removed", "usb-memory", "snapshot"]]);
  });
});
