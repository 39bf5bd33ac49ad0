import type { Wording } from "#shared/model/common.ts";

/** The records cannot be signed; `words` says what to do, and nothing was overwritten. */
export class RecordsError extends Error {
  readonly code: "key-lost" | "key-replaced" | "key-damaged" | "not-writable";
  readonly words: Wording;
  constructor(code: RecordsError["code"], words: Wording, options?: ErrorOptions) {
    super(words.en, options);
    this.name = "RecordsError";
    this.code = code;
    this.words = words;
  }
}
