import { expect, it } from "vitest";
import { shortMoment } from "./paper-times.ts";

it("writes a moment of the office's clock without its year", () => {
  expect(shortMoment("2026-11-18T15:05:59.000Z")).toBe("11/19 00:05");
});
