import { describe, expect, it } from "vitest";
import { routes } from "#shared/api/routes.ts";
import { staleAfter } from "./topics.ts";

describe("topics of the live stream", () => {
  it("refresh every answer that a page can show", () => {
    const refreshed = new Set(Object.values(staleAfter).flat());
    const shown = Object.entries(routes)
      .filter(([name, route]) => route.method === "GET" && name !== "getStream" && name !== "getHealthz")
      .map(([name]) => name);
    expect(shown.filter((name) => !refreshed.has(name as never))).toEqual([]);
  });
});
