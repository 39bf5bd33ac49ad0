import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SettingsError } from "#shared/settings/settings-file.ts";
import { authorityName } from "#shared/model/policy.ts";
import { loadPolicy, shippedPolicyFile } from "./policy.ts";

const folder = join(import.meta.dirname, "../config/invalid");
const invalid = readdirSync(folder).filter((name) => name.startsWith("policy-"));

const refusal = (file: string): string => {
  try {
    loadPolicy(file);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error(`${file} was accepted`);
};

describe("the policy's file", () => {
  it("as shipped has every route, and every authority with its clause", () => {
    const policy = loadPolicy(shippedPolicyFile);
    expect(policy.routes.office.steps.map(({ roles }) => roles)).toEqual([
      ["manager"],
      ["deputy-supervisor"],
      ["supervisor"],
    ]);
    expect(policy.routes.member.steps[0]?.roles).toEqual(["member"]);
    expect(Object.keys(policy.authorities).toSorted()).toEqual([...authorityName.options].toSorted());
    expect(policy.authorities["usb-week"]["confirmed-by"]).toEqual([]);
  });

  it("says which file cannot be read", () => {
    expect(() => loadPolicy("/nowhere/policy.yaml")).toThrow(/nowhere.policy\.yaml.*cannot be read/u);
  });

  it("has an example of each mistake people make", () => {
    expect(invalid.length).toBeGreaterThanOrEqual(17);
  });

  it.each(invalid)("is refused as %s with the message it promises, at its line", (name) => {
    const file = join(folder, name);
    const promised = readFileSync(file, "utf8").split("\n")[0]?.slice(2) ?? "";
    const message = refusal(file);
    expect(promised.length).toBeGreaterThan(10);
    expect(message).toContain(promised);
    expect(message).toMatch(/\.yaml:[1-9]\d*:\d+: /u);
    // Line 1 is the promise itself: a refusal there would name no place.
    expect(message).not.toMatch(/\.yaml:1:/u);
  });
});
