import { describe, expect, it } from "vitest";
import { seen, withKeys } from "./fresh-keys.ts";

describe("marks on new rows", () => {
  it("leave the first list unmarked and mark what comes later until it was seen", () => {
    const first = withKeys(null, ["a", "b"]);
    expect([...first.fresh]).toEqual([]);
    const second = withKeys(first, ["c", "a", "b"]);
    expect([...second.fresh]).toEqual(["c"]);
    expect([...seen(second).fresh]).toEqual([]);
    expect(withKeys(seen(second), ["b", "c"])).toEqual(seen(second));
  });

  it("do not mark a row that left and came back", () => {
    const first = withKeys(null, ["a", "b"]);
    expect(withKeys(withKeys(first, ["a"]), ["a", "b"])).toBe(first);
  });
});
