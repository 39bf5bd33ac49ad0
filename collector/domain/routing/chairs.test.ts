import { describe, expect, it } from "vitest";
import { authorityName } from "#shared/model/policy.ts";
import { role } from "#shared/model/role.ts";
import { chairsOf, holdersOf, mayDecide, vacantRoles } from "./chairs.ts";
import { designation, fullOffice, jst, person, policy } from "./routing-testing.ts";

const now = jst("11-24 10:00");
const holders = (
  people: Parameters<typeof vacantRoles>[1],
  designations: Parameters<typeof vacantRoles>[2],
  chair: (typeof role.options)[number] = "manager",
  siteId: string | null = null,
) =>
  holdersOf(chair, siteId, { people, designations, now }).map(
    ({ personId, deputy }) => `${personId}${deputy ? "（代）" : ""}`,
  );
const a = person("a", ["manager"]);
const b = person("b", []);

describe("holdersOf", () => {
  it.each([
    ["its enabled holder", [a], [], ["a"]],
    ["nobody who is 無効", [{ ...a, disabled: true }], [], []],
    [
      "a deputy in force, beside the holder",
      [a, b],
      [designation("manager", "b", "11-20 00:00", "11-30 00:00")],
      ["a", "b（代）"],
    ],
    [
      "a deputy from the first moment on",
      [b],
      [designation("manager", "b", "11-24 10:00", "11-30 00:00")],
      ["b（代）"],
    ],
    ["no deputy at the last moment", [b], [designation("manager", "b", "11-20 00:00", "11-24 10:00")], []],
    ["no deputy yet", [b], [designation("manager", "b", "11-25 00:00", "11-30 00:00")], []],
    [
      "no deputy whose designation was ended early",
      [b],
      [designation("manager", "b", "11-20 00:00", "11-30 00:00", { endedAt: jst("11-23 00:00") })],
      [],
    ],
    [
      "a deputy whose designation ends later today",
      [b],
      [designation("manager", "b", "11-20 00:00", "11-30 00:00", { endedAt: jst("11-24 18:00") })],
      ["b（代）"],
    ],
    [
      "no deputy who is 無効",
      [{ ...b, disabled: true }],
      [designation("manager", "b", "11-20 00:00", "11-30 00:00")],
      [],
    ],
    [
      "nobody twice who is holder and deputy",
      [a],
      [designation("manager", "a", "11-20 00:00", "11-30 00:00")],
      ["a"],
    ],
    [
      "nobody for another chair's designation",
      [b],
      [designation("supervisor", "b", "11-20 00:00", "11-30 00:00")],
      [],
    ],
  ])("is %s", (_, people, designations, expected) => {
    expect(holders(people, designations)).toEqual(expected);
  });

  it("of 組合員 is the firm's own only, deputies too", () => {
    const people = [
      person("x", ["member"], { siteId: "firm" }),
      person("y", ["member"], { siteId: "other" }),
      person("z", ["member"]),
      b,
    ];
    const deputies = [designation("member", "b", "11-20 00:00", "11-30 00:00", { siteId: "other" })];
    expect(holders(people, deputies, "member", "firm")).toEqual(["x"]);
    expect(holders(people, deputies, "member", "other")).toEqual(["y", "b（代）"]);
    expect(holders(people, deputies, "member", null)).toEqual([]);
  });
});

describe("chairsOf", () => {
  it("names own chairs and those by designation, each once", () => {
    const x = person("x", ["member", "manager"], { siteId: "firm" });
    const designations = [
      designation("manager", "x", "11-20 00:00", "11-30 00:00"),
      designation("supervisor", "x", "11-20 00:00", "11-30 00:00"),
      designation("member", "x", "11-20 00:00", "11-30 00:00", { siteId: "other" }),
      designation("chief", "x", "11-01 00:00", "11-02 00:00"),
      designation("chief", "y", "11-20 00:00", "11-30 00:00"),
    ];
    expect(chairsOf(x, designations, now)).toEqual([
      { role: "member", deputy: false, siteId: "firm" },
      { role: "manager", deputy: false, siteId: null },
      { role: "supervisor", deputy: true, siteId: null },
      { role: "member", deputy: true, siteId: "other" },
    ]);
    expect(chairsOf({ ...x, disabled: true }, designations, now)).toEqual([]);
  });
});

describe("vacantRoles", () => {
  it("names the chairs of the routes that nobody holds or acts for", () => {
    expect(vacantRoles(policy, fullOffice, [], now)).toEqual([]);
    expect(vacantRoles(policy, [a], [], now)).toEqual(["deputy-supervisor", "supervisor", "chief"]);
    expect(
      vacantRoles(policy, [a, b], [designation("supervisor", "b", "11-20 00:00", "11-30 00:00")], now),
    ).toEqual(["deputy-supervisor", "chief"]);
  });
});

describe("mayDecide", () => {
  it("lets exactly the chairs of the policy decide, by designation too", () => {
    const wrong = authorityName.options.flatMap((authority) =>
      role.options.filter(
        (one) =>
          mayDecide(policy, authority, [{ role: one, deputy: true, siteId: null }]) !==
          policy.authorities[authority].roles.includes(one),
      ),
    );
    expect(wrong).toEqual([]);
    expect(mayDecide(policy, "close-case", [])).toBe(false);
    expect(mayDecide(policy, "close-case", [{ role: "manager", deputy: false, siteId: null }])).toBe(false);
  });
});
