import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authorityName, type AuthorityName } from "#shared/model/policy.ts";
import { authorityOf, endOfTerm, permittedChoices, sentEnd, termOf, terms } from "./permits.ts";

const morning = "2026-11-24T01:00:00.000Z";

describe("the end of a term", () => {
  it.each([
    ["today", morning, "17:30", "2026-11-24T08:30:00.000Z"],
    ["today", "2026-11-24T08:30:00.000Z", "17:30", "2026-11-24T14:59:59.000Z"],
    ["today", morning, null, "2026-11-24T14:59:59.000Z"],
    ["week", morning, "17:30", "2026-11-30T14:59:59.000Z"],
    ["year", morning, "17:30", "2027-03-31T14:59:59.000Z"],
    ["year", "2027-03-31T01:00:00.000Z", "17:30", "2027-03-31T14:59:59.000Z"],
    ["year", "2027-03-31T15:00:00.000Z", "17:30", "2028-03-31T14:59:59.000Z"],
  ] as const)("of %s at %s, closing %s, is %s", (term, now, closes, end) => {
    expect(endOfTerm(term, now, closes)).toBe(end);
  });

  it("always lies ahead", () => {
    const moments = fc.date({ min: new Date(0), max: new Date(4102444800000), noInvalidDate: true });
    fc.assert(
      fc.property(moments, fc.constantFrom(...terms), (moment, term) => {
        const now = moment.toISOString();
        const end = endOfTerm(term, now, "17:30");
        // The last second of a day is left out of "23:59:59", hence the one second.
        expect(Date.parse(end) + 1000).toBeGreaterThan(moment.getTime());
      }),
    );
  });
});

describe("the authority a right asks for", () => {
  it.each([
    ["forbidden", null, "usb-forbid"],
    ["temporary", "today", "usb-today"],
    ["temporary", "week", "usb-week"],
    ["temporary", "year", "usb-year"],
    ["allowed", "year", "usb-year"],
  ] as const)("%s for %s: %s", (right, term, name) => {
    expect(authorityOf({ right, term })).toBe(name);
  });

  it("leaves the end of today to the collector's calendar", () => {
    expect(sentEnd({ right: "temporary", term: "today" }, morning)).toBeNull();
    expect(sentEnd({ right: "temporary", term: "week" }, morning)).toBe("2026-11-30T14:59:59.000Z");
    expect(sentEnd({ right: "forbidden", term: null }, morning)).toBeNull();
  });
});

describe("an end already given", () => {
  it.each([
    ["2026-11-24T00:59:59.000Z", null],
    ["2026-11-24T08:30:00.000Z", "today"],
    ["2026-11-24T08:30:01.000Z", "week"],
    ["2026-11-30T14:59:59.000Z", "week"],
    ["2026-12-01T00:00:00.000Z", "year"],
    ["2030-01-01T00:00:00.000Z", "year"],
  ] as const)("at %s falls into %s", (expiresAt, term) => {
    expect(termOf(expiresAt, morning, "17:30")).toBe(term);
  });
});

const offered = (...names: readonly AuthorityName[]): readonly string[] =>
  permittedChoices((name) => names.includes(name)).map(({ right, term }) => `${right} ${term ?? "-"}`);

describe("the choices that are offered", () => {
  it("are those the person may press", () => {
    expect(offered()).toEqual([]);
    expect(offered("usb-today")).toEqual(["temporary today"]);
    expect(offered("usb-today", "usb-week")).toEqual(["temporary today", "temporary week"]);
    expect(offered(...authorityName.options)).toEqual([
      "allowed year",
      "read-only year",
      "temporary today",
      "temporary week",
      "temporary year",
      "forbidden -",
    ]);
  });
});
