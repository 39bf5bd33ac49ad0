import { StoreError } from "../port.ts";

/** SQLite's primary result codes that have an answer of their own. */
const codes: Readonly<Record<number, StoreError["code"]>> = {
  3: "not-writable",
  5: "locked",
  6: "locked",
  8: "not-writable",
  11: "damaged",
  13: "full",
  14: "not-writable",
  23: "not-writable",
  26: "damaged",
};
/** The shared-memory file beside the database could not grow: a full disk under another name. */
const shmSizeFailed = 4874;
const foreignKeyFailed = 787;

const sentences: Readonly<Record<StoreError["code"], string>> = {
  "newer-schema": "The store was written by a newer Hinomi; start that version.",
  damaged: "The store is damaged; stop the collector and restore the last backup with `hinomi restore`.",
  "not-writable": "The store cannot be written; give the user that runs Hinomi write access to it.",
  locked: "The store is being used by another program; end that program and try again.",
  full: "The disk of the store is full; free some space. Nothing that was acknowledged is lost.",
  failed: "The store could not do what was asked",
};

const resultCode = (error: unknown): number | null =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode : null;

/** Any error as a StoreError that keeps its cause; a StoreError stays itself, a mistake in the call stays as it is. */
export function asStoreError(error: unknown, where = ""): unknown {
  if (error instanceof StoreError) return error;
  const code = resultCode(error);
  if (code === null) return error;
  const kind = code === shmSizeFailed ? "full" : (codes[code & 0xff] ?? "failed");
  const place = where === "" ? "" : ` (${where})`;
  if (code === foreignKeyFailed)
    return new StoreError("failed", "What was to be stored refers to something the store does not have.", {
      cause: error,
    });
  const reason = error instanceof Error ? error.message : String(error);
  const message =
    kind === "failed" ? `${sentences.failed}${place}: ${reason}.` : `${sentences[kind]}${place}`;
  return new StoreError(kind, message, { cause: error });
}

/** Whether nothing else of the same group can succeed either: the store itself is in trouble, not one caller's call. */
export const concernsAll = (error: unknown): boolean =>
  error instanceof StoreError && error.code !== "failed" && error.code !== "newer-schema";
