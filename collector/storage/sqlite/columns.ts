import type { z } from "zod";
import { StoreError } from "../port.ts";
import type { Row } from "./database.ts";

const unexpected = (name: string, cause?: unknown): StoreError =>
  new StoreError(
    "damaged",
    `The store holds something unexpected in "${name}"; restore the last backup with \`hinomi restore\`.`,
    { cause },
  );

export function text(row: Row, name: string): string {
  const value = row[name];
  if (typeof value === "string") return value;
  throw unexpected(name);
}

export const textOrNull = (row: Row, name: string): string | null =>
  row[name] === null ? null : text(row, name);

export function number(row: Row, name: string): number {
  const value = row[name];
  if (typeof value === "number") return value;
  throw unexpected(name);
}

export const numberOrNull = (row: Row, name: string): number | null =>
  row[name] === null ? null : number(row, name);

export const flag = (row: Row, name: string): boolean => number(row, name) === 1;

/** A word of a fixed list. */
export function word<T extends z.ZodType<string>>(row: Row, name: string, schema: T): z.output<T> {
  const checked = schema.safeParse(row[name]);
  if (checked.success) return checked.data;
  throw unexpected(name, checked.error);
}

/** JSON that was stored, as it was. */
export function anyJson(row: Row, name: string): unknown {
  try {
    return JSON.parse(text(row, name));
  } catch (error) {
    throw unexpected(name, error);
  }
}

/** JSON that was stored in a known form. */
export function json<T extends z.ZodType>(row: Row, name: string, schema: T): z.output<T> {
  const checked = schema.safeParse(anyJson(row, name));
  if (checked.success) return checked.data;
  throw unexpected(name, checked.error);
}
