import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { incidentEvent } from "#shared/model/incident.ts";
import { actionNames, actionWords } from "./actions.ts";

const house = join(import.meta.dirname, "../../../..");
const source = globSync(["collector/{http,app,storage,ingest,notify,records}/**/*.ts", "cli/**/*.ts"], {
  cwd: house,
})
  .filter((file) => !/\.(test|script)\.ts$|harness|sample-rows|testing/u.test(file))
  .map((file) => readFileSync(join(house, file), "utf8"))
  .join("\n");

/** Actions as the collector's source writes them: `action: "…"`, and the second argument of `record(…)`. */
const written = [
  ...source.matchAll(/\baction: "([a-z-]+\.[a-z-]+)"/gu),
  ...source.matchAll(/\brecord\(\s*[^;]{0,120}?"([a-z-]+\.[a-z-]+)"/gu),
].map(([, action = ""]) => action);

const ofCases = incidentEvent.shape.change.options.map((option) => `incident.${option.shape.type.value}`);
const ofDeliveries = ["waiting", "sent", "failed"].map((state) => `delivery.${state}`);

describe("the words of actions", () => {
  it("are looked for in a source that writes many", () => {
    expect(new Set(written).size).toBeGreaterThan(30);
    expect(ofCases).toContain("incident.received");
  });

  it("exist for every action that the collector writes", () => {
    const missing = [...written, ...ofCases, ...ofDeliveries].filter((name) => !actionNames.includes(name));
    expect([...new Set(missing)]).toEqual([]);
  });

  it("exist for nothing that nobody writes", () => {
    const known = new Set([...written, ...ofCases, ...ofDeliveries]);
    expect(actionNames.filter((name) => !known.has(name))).toEqual([]);
  });

  it("show an unknown action as it was written", () => {
    expect(actionWords("moon.landed", "ja")).toBe("moon.landed");
    expect(actionWords("toString", "ja")).toBe("toString");
    expect(actionWords("session.signed-in", "ja")).toBe("サインイン");
  });
});
