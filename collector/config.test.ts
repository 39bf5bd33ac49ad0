import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SettingsError } from "#shared/settings/settings-file.ts";
import { collectorConfig, loadCollectorConfig } from "./config.ts";

const config = join(import.meta.dirname, "../config");
const invalid = readdirSync(join(config, "invalid")).filter((name) => name.startsWith("collector-"));

const refusal = (file: string): string => {
  try {
    loadCollectorConfig(file);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error(`${file} was accepted`);
};

describe("the collector's settings", () => {
  it("have a default for everything", () => {
    expect(loadCollectorConfig(null)).toEqual(collectorConfig.parse({}));
  });

  it("accept the example that is copied, also with every mark taken away", () => {
    const text = readFileSync(join(config, "collector.yaml"), "utf8");
    expect(loadCollectorConfig(join(config, "collector.yaml")).site).toBe("事務局");
    const whole = text.replaceAll(/^( *)# ( *[a-z-]+:.*)$/gmu, "$1$2");
    expect(whole).toContain("\npeople:\n");
    expect(whole).toContain("\n  https:\n");
    expect(whole).toContain("\nemail:\n");
  });

  it("say which file cannot be read", () => {
    expect(() => loadCollectorConfig("/nowhere/collector.yaml")).toThrow(
      /nowhere.collector\.yaml.*cannot be read/u,
    );
  });

  it.each(invalid)("refuse %s with the message it promises", (name) => {
    const file = join(config, "invalid", name);
    const promised = readFileSync(file, "utf8").split("\n")[0]?.slice(2) ?? "";
    const message = refusal(file);
    expect(promised.length).toBeGreaterThan(10);
    expect(message).toContain(promised);
    expect(message).toMatch(/\.yaml:\d+:\d+: /u);
  });
});
