import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CursorError } from "../port.ts";
import { readCursor, toPage } from "./paging.ts";

const order = { list: "things", columns: ["a", "b"], kinds: ["string", "number"], direction: "ASC" } as const;

const page = (rows: number, limit: number) =>
  toPage(
    Array.from({ length: rows }, (_, i) => ({ i })),
    { limit },
    order,
    (row) => row["i"],
    () => ["x", 1],
  );

describe("page marks", () => {
  it("come back as the keys they were made of", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.integer(), (a, b) => {
        const rows = [
          { a, b },
          { a, b },
        ];
        const { next } = toPage(
          rows,
          { limit: 1 },
          order,
          () => 1,
          () => [a, b],
        );
        expect(readCursor("things", next ?? "", order.kinds)).toEqual([a, b]);
        expect(() => readCursor("others", next ?? "", order.kinds)).toThrow(CursorError);
        expect(() => readCursor("things", next ?? "", ["number", "string"])).toThrow(CursorError);
      }),
    );
  });

  it("of any other text are refused, and nothing else happens", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.json().map((text) => Buffer.from(text).toString("base64url")),
        ),
        (text) => {
          expect(() => readCursor("things", text, order.kinds)).toThrow(CursorError);
        },
      ),
    );
  });

  it("are given only where another page follows", () => {
    expect(page(2, 2)).toEqual({ items: [0, 1], next: null });
    expect(page(3, 2).items).toEqual([0, 1]);
    expect(page(3, 2).next).not.toBeNull();
    expect(page(0, 2)).toEqual({ items: [], next: null });
    expect(page(5, 0).items).toEqual([0]);
  });
});
