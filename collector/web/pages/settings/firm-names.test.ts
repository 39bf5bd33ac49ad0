import * as fc from "fast-check";
import { expect, it } from "vitest";
import { routes } from "#shared/api/routes.ts";
import { mostNames, readNames, tooLong } from "./firm-names.ts";

it("reads one firm a line, as it is pasted from a sheet", () => {
  expect(readNames("  北陸設備工業\r\n\n呉羽管工 \n北陸設備工業\n株式会社　立山水道\t\n")).toEqual([
    "北陸設備工業",
    "呉羽管工",
    "株式会社　立山水道",
  ]);
  expect(readNames(" \n")).toEqual([]);
});

it("names what is too long", () => {
  expect(tooLong(["a", "b".repeat(81)])).toBe("b".repeat(81));
  expect(tooLong(["b".repeat(80)])).toBeNull();
});

it("gives nothing that the collector would refuse, whatever is pasted", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const names = readNames(text);
      if (names.length === 0 || names.length > mostNames || tooLong(names) !== null) return;
      expect(routes.createSites.body.safeParse({ names }).success).toBe(true);
    }),
  );
});
