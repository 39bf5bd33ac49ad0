import { describe, expect, it } from "vitest";
import type { Designation, Role } from "#shared/model/role.ts";
import { firmHolders, furtherChairs, holdersOf, sameHolders } from "./holders.ts";

const someone = (id: string, change: Partial<Parameters<typeof holdersOf>[1][number]> = {}) => ({
  id,
  name: id.toUpperCase(),
  roles: [] as Role[],
  deputyFor: [] as Role[],
  disabled: false,
  siteId: null,
  ...change,
});
const named = (holders: readonly { id: string; deputy: boolean }[]): readonly string[] =>
  holders.map(({ id, deputy }) => (deputy ? `${id} (deputy)` : id));

describe("who sits in a chair", () => {
  it("are its holders and beside them the deputies, nobody twice, nobody made 無効", () => {
    const people = [
      someone("a", { deputyFor: ["manager"] }),
      someone("b", { roles: ["manager"], deputyFor: ["manager"] }),
      someone("c", { roles: ["manager"], disabled: true }),
      someone("d", { roles: ["csirt"] }),
    ];
    expect(named(holdersOf("manager", people))).toEqual(["b", "a (deputy)"]);
    expect(holdersOf("chief", people)).toEqual([]);
  });

  it("of a firm are those of that firm, deputies while their designation lasts", () => {
    const people = [
      someone("a", { roles: ["member"], siteId: "s1" }),
      someone("b", { roles: ["member"], siteId: "s2" }),
      someone("c"),
    ];
    const designation: Designation = {
      id: "g1",
      role: "member",
      personId: "c",
      siteId: "s1",
      from: "2026-11-20T00:00:00.000Z",
      until: "2026-11-30T00:00:00.000Z",
      designatedBy: "理事長",
      designatedOn: "2026-11-20",
      endedAt: null,
    };
    const at = (now: string, change: Partial<Designation> = {}): readonly string[] =>
      named(firmHolders("s1", people, [{ ...designation, ...change }], now));
    expect(at("2026-11-24T00:00:00.000Z")).toEqual(["a", "c (deputy)"]);
    expect(at("2026-11-30T00:00:00.000Z")).toEqual(["a"]);
    expect(at("2026-11-24T00:00:00.000Z", { endedAt: "2026-11-23T00:00:00.000Z" })).toEqual(["a"]);
    expect(at("2026-11-24T00:00:00.000Z", { siteId: "s2" })).toEqual(["a"]);
  });
});

it("names who sits in two chairs, and no deputy", () => {
  const people = [
    someone("a", { roles: ["manager", "supervisor", "staff"] }),
    someone("b", { roles: ["csirt"], deputyFor: ["supervisor"] }),
  ];
  const chairs: readonly Role[] = ["manager", "deputy-supervisor", "supervisor", "csirt"];
  expect(furtherChairs("supervisor", chairs, people)).toEqual([{ name: "A", roles: ["manager"] }]);
  expect(furtherChairs("csirt", chairs, people)).toEqual([]);
});

const holder = (id: string) => ({ id, name: id, deputy: false });

it("two steps are one where the same people hold both, and never where nobody does", () => {
  expect(sameHolders([holder("a")], [{ ...holder("a"), deputy: true }])).toBe(true);
  expect(sameHolders([holder("a")], [holder("a"), holder("b")])).toBe(false);
  expect(sameHolders([], [])).toBe(false);
});
