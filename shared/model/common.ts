import { z } from "zod";

/** A moment in UTC, ISO 8601 with milliseconds or finer: `2026-11-24T09:05:00.000Z`. */
export const instant = z.iso.datetime().describe("A moment in UTC, ISO 8601.");
export type InstantText = z.infer<typeof instant>;

/** A MAC address in lower case with colons: `52:54:00:12:34:56`. */
export const mac = z
  .string()
  .regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/u)
  .describe("A MAC address in lower case with colons.");

/** An identifier made by the collector; opaque to everybody else. */
export const id = z
  .string()
  .regex(/^[A-Za-z0-9_.:-]{1,128}$/u)
  .describe("An opaque identifier.");

/** Marks that turn the direction of writing: `PC-05` followed by one and `gpj.exe` would read as another name than it is. */
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text without marks that turn the direction of writing. */
export const withoutDirectionMarks = (text: string): string =>
  text.search(directionMarks) === -1 ? text : text.replaceAll(directionMarks, "");

/** Text that came from a machine or a stranger: bounded, shown as text only, never as markup. */
export const foreignText = (max = 256) => z.string().max(max).overwrite(withoutDirectionMarks);

/**
 * What a person writes into a field of one line: trimmed, without control characters, so that it can neither break a
 * header nor forge a second line on a paper.
 */
export const oneLine = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^\P{Cc}*$/u, "write it on one line")
    .overwrite(withoutDirectionMarks);

/** A word in both languages of the interface. */
export type Wording = { readonly ja: string; readonly en: string };

const durationUnits = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** A duration written the way people write it in a settings file (`30s`, `15m`, `12h`, `7d`); read as seconds. */
export const duration = z
  .string()
  .regex(/^\d{1,6}[smhd]$/u, "a duration is a number and a unit: 30s, 15m, 12h or 7d")
  .transform((text) => {
    const unit = text.slice(-1);
    const seconds = unit === "s" || unit === "m" || unit === "h" ? durationUnits[unit] : durationUnits.d;
    return Number(text.slice(0, -1)) * seconds;
  })
  .describe("A duration such as 30s, 15m, 12h or 7d.");

/** One page of a list: `next` is the cursor of the following page, or null at the end. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item).describe("The rows of this page."),
    next: z.string().nullable().describe("The cursor for the next page, or null when this is the last one."),
    asOf: instant.describe("The moment at which these rows were true."),
  });
