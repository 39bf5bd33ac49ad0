import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseSettings, SettingsError } from "./settings-file.ts";

const schema = z.strictObject({
  port: z.number().int().max(65_535).default(8610),
  mail: z.strictObject({ host: z.string() }).optional(),
});

/** The settings or their refusal; anything else that is thrown is a mistake of ours and goes on. */
const attempt = (text: string): z.infer<typeof schema> | SettingsError => {
  try {
    return parseSettings(text, schema, "collector.yaml");
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
};

const refusal = (text: string): SettingsError => {
  const outcome = attempt(text);
  if (outcome instanceof SettingsError) return outcome;
  throw new Error("the settings were accepted");
};

describe("a settings file", () => {
  it("means every default when it is empty", () => {
    expect(parseSettings("", schema, "collector.yaml")).toEqual({ port: 8610 });
  });

  it("names the line of a wrong value", () => {
    const error = refusal("# a comment\nport: 70000\n");
    expect(error).toMatchObject({ file: "collector.yaml", line: 2 });
    expect(error.message).toMatch(/^collector\.yaml:2:\d+: port: /u);
  });

  it("names the line of a key nobody knows", () => {
    expect(refusal("port: 1\nmail:\n  host: a\n  hots: b\n")).toMatchObject({ line: 4 });
  });

  it("names the place of broken YAML and of a key given twice", () => {
    expect(refusal("port: [1\n").reason).toContain("not valid YAML");
    expect(refusal("port: 1\nport: 2\n")).toMatchObject({ line: 2 });
    expect(refusal("port: *nowhere\n").reason).toContain("alias");
  });

  it("answers with settings or a SettingsError for any text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const outcome = attempt(text);
        if (outcome instanceof SettingsError) return;
        expect(outcome.port).toBeTypeOf("number");
      }),
    );
  });
});
