import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSettings, SettingsError } from "#shared/settings/settings-file.ts";
import { agentConfig, loadAgentConfig, sensorSettings } from "./config.ts";

const root = join(import.meta.dirname, "..", "config");

function outcomeOf(yaml: string): string {
  try {
    return typeof parseSettings(yaml, agentConfig, "x.yaml").log.level === "string" ? "settings" : "nonsense";
  } catch (error) {
    return error instanceof SettingsError ? "SettingsError" : "another error";
  }
}

describe("the agent's settings file", () => {
  it("is all defaults where there is none", async () => {
    const config = await loadAgentConfig(null);
    expect(config.log.level).toBe("info");
    expect(config.collector.addresses).toBeUndefined();
    expect(sensorSettings(config)).toEqual({});
  });

  it("reads the example an administrator copies", async () => {
    const config = await loadAgentConfig(join(root, "agent.yaml"));
    expect(sensorSettings(config).patch).toEqual({ enabled: true, everySeconds: 21_600 });
  });

  it("says where a missing file should be", async () => {
    await expect(loadAgentConfig("/nonexistent/agent.yaml")).rejects.toThrow(
      "/nonexistent/agent.yaml:1:1: the settings file cannot be read",
    );
  });

  const bad = readdirSync(join(root, "invalid")).filter((name) => name.startsWith("agent-"));
  it.each(bad)("refuses %s with the message its first line promises", async (name) => {
    const file = join(root, "invalid", name);
    const promised = /^# expects: (.+)$/mu.exec(readFileSync(file, "utf8"))?.[1] ?? "no promise";
    const error: unknown = await loadAgentConfig(file).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(SettingsError);
    expect((error as SettingsError).message.replace(file, basename(file))).toContain(promised);
  });

  it("answers any text with settings or a SettingsError", () => {
    const lines = fc.constantFrom(
      "log:",
      "  level: info",
      "sensors:",
      "  lan: {every: 5m}",
      "usb: 1",
      "- a",
      "\t",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(lines).map((list) => list.join("\n")),
    );
    fc.assert(
      fc.property(text, (yaml) => {
        expect(outcomeOf(yaml)).toBeOneOf(["settings", "SettingsError"]);
      }),
    );
  });
});
