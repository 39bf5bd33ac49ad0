import { describe, expect, it } from "vitest";
import { createFakeProbe } from "#test/support/fake-probe.ts";
import type { Reading } from "#shared/facts/reading.ts";
import { ProbeError, type Sensor, type SensorContext } from "./sensor.ts";
import { takeReading } from "./take-reading.ts";

const context: SensorContext = {
  networks: [],
  proposeNetworks: false,
  agent: { version: "0", startedAt: "2026-11-24T00:00:00.000Z", outboxPending: 0, outboxBytes: 0 },
};
const good = { state: "not-installed", products: [] };

function sensorOf(
  read: (signal: AbortSignal) => Promise<string>,
  parse: () => Reading<unknown>,
  timeoutMs = 1000,
): Sensor {
  return {
    fact: "antivirus",
    cadence: { cron: "0 * * * *", jitterSeconds: 0, timeoutMs },
    readers: { linux: { read: (_probe, _context, signal) => read(signal), parse } },
    watches: {},
  };
}

const take = (
  sensor: Sensor,
  platform: "linux" | "windows" = "linux",
  signal = new AbortController().signal,
) => takeReading(sensor, createFakeProbe({ platform }), context, () => performance.now(), signal);

describe("a reading", () => {
  it("is the sensor's value, with how long it took", async () => {
    const taken = await take(
      sensorOf(
        async () => "",
        () => ({ status: "ok", value: good }),
      ),
    );
    expect(taken.reading).toEqual({ status: "ok", value: good });
    expect(taken.durationMs).toBeGreaterThanOrEqual(0);
  });

  it("is 'cannot here' on a platform without a reader", async () => {
    const taken = await take(
      sensorOf(
        async () => "",
        () => ({ status: "ok", value: good }),
      ),
      "windows",
    );
    expect(taken.reading).toMatchObject({ status: "unsupported", code: "not-built" });
  });

  it("is 'could not look' with the probe's own code", async () => {
    const sensor = sensorOf(
      () => Promise.reject(new ProbeError("denied", "no right")),
      () => ({ status: "ok", value: good }),
    );
    expect((await take(sensor)).reading).toEqual({ status: "failed", code: "denied", reason: "no right" });
  });

  it("is a timeout also where the sensor does not listen to its signal", async () => {
    const sensor = sensorOf(
      () => new Promise(() => {}),
      () => ({ status: "ok", value: good }),
      30,
    );
    expect((await take(sensor)).reading).toMatchObject({ status: "failed", code: "timeout" });
  });

  it("is a crash where parsing throws, and where the value is not in form", async () => {
    const throws = sensorOf(
      async () => "",
      () => {
        throw new TypeError("undefined is not a function");
      },
    );
    expect((await take(throws)).reading).toMatchObject({ code: "sensor-crashed" });
    const wrong = sensorOf(
      async () => "",
      () => ({ status: "ok", value: { state: "fine" } }),
    );
    const { reading } = await take(wrong);
    expect(reading).toMatchObject({ status: "failed", code: "sensor-crashed" });
    expect(JSON.stringify(reading)).toContain("state");
  });

  it("keeps what a failed look saw all the same, if it is in form, and cuts long reasons", async () => {
    const failed = { status: "failed", code: "stale-source", reason: "x".repeat(900) } as const;
    const seen = await take(
      sensorOf(
        async () => "",
        () => ({ ...failed, value: good }),
      ),
    );
    expect(seen.reading).toMatchObject({ code: "stale-source", value: good });
    expect(seen.reading.status === "failed" && seen.reading.reason.length).toBe(500);
    const odd = await take(
      sensorOf(
        async () => "",
        () => ({ ...failed, value: "odd" }),
      ),
    );
    expect(odd.reading).not.toHaveProperty("value");
  });

  it("ends without an answer when the agent stops", async () => {
    const stopping = new AbortController();
    const taking = take(
      sensorOf(
        () => new Promise(() => {}),
        () => ({ status: "ok", value: good }),
      ),
      "linux",
      stopping.signal,
    );
    stopping.abort(new Error("stopped"));
    await expect(taking).rejects.toThrow("stopped");
  });
});
