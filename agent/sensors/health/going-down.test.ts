import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProbeError } from "#agent/core/sensor.ts";
import { createFakeProbe } from "#test/support/fake-probe.ts";
import { askEnding, parseSystemState } from "./going-down.ts";

const ask = "systemctl is-system-running";
const never = new AbortController().signal;

describe("the end of the computer", () => {
  it.each([
    ["stopping\n", "going-down"],
    ["running\n", "stays-on"],
    ["degraded\n", "stays-on"],
    ["starting\n", "stays-on"],
    ["offline\n", "unknown"],
    ["", "unknown"],
  ])("is known from %j as %s", async (stdout, ending) => {
    // systemctl leaves with 1 for every state but "running".
    const probe = createFakeProbe({ commands: { [ask]: { code: 1, stdout, stderr: "" } } });
    expect(await askEnding(probe, never)).toBe(ending);
  });

  it("is not claimed where nobody can be asked", async () => {
    expect(await askEnding(createFakeProbe(), never)).toBe("unknown");
    const slow = createFakeProbe({ commands: { [ask]: new ProbeError("timeout", "no answer") } });
    expect(await askEnding(slow, never)).toBe("unknown");
    const other = createFakeProbe({ platform: "windows", commands: { [ask]: "stopping" } });
    expect(await askEnding(other, never)).toBe("unknown");
  });

  it("is one of three for any text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(["going-down", "stays-on", "unknown"]).toContain(parseSystemState(text));
      }),
    );
  });
});
