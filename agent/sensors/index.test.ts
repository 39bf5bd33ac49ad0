import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { factNames } from "#shared/facts/index.ts";
import { sensors } from "./index.ts";

describe("the list of sensors", () => {
  it("names every folder beside it, once", async () => {
    const entries = await readdir(import.meta.dirname, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    expect(folders.length).toBeGreaterThan(0);
    expect(sensors.map((sensor) => sensor.fact).sort()).toEqual(folders.sort());
  });

  it("has a sensor for every fact of the catalogue", () => {
    expect(sensors.map((sensor) => sensor.fact).sort()).toEqual([...factNames].sort());
  });

  it("reads Linux everywhere", () => {
    expect(sensors.filter((sensor) => sensor.readers.linux === undefined)).toEqual([]);
  });
});
