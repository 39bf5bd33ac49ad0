import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { operatingSystem } from "#shared/facts/patch.ts";
import { parseOsRelease } from "./os-release.ts";

describe("os-release", () => {
  it("reads quoted, unquoted and escaped values", () => {
    const text = `ID="rhel"\nVERSION_ID='9.4'\nPRETTY_NAME="Red Hat \\"Enterprise\\" Linux"\nVARIANT=Server\n`;
    expect(parseOsRelease(text)).toEqual({
      id: "rhel",
      version: "9.4",
      edition: "Server",
      build: null,
      name: 'Red Hat "Enterprise" Linux',
    });
  });

  it("names a rolling distribution by its codename", () => {
    expect(parseOsRelease("ID=debian\nVERSION_CODENAME=forky\n")).toMatchObject({ version: "forky" });
    expect(parseOsRelease("ID=arch\n")).toMatchObject({ version: "rolling", name: "arch" });
  });

  it("is null or a whole answer for any text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const found = parseOsRelease(`ID=${text}\nNAME=${text}\n`);
        expect(found === null || operatingSystem.safeParse(found).success).toBe(true);
      }),
    );
    expect(parseOsRelease("")).toBeNull();
  });
});
