import type { Wording } from "#shared/model/common.ts";

export type Language = keyof Wording;
const isLanguage = (value: unknown): value is Language => value === "ja" || value === "en";

const place = "hinomi-language";

/** The language chosen on this device before anybody signed in; Japanese where none was, or storage is closed. */
export function storedLanguage(storage: Pick<Storage, "getItem"> | null): Language {
  const value = storage?.getItem(place);
  return isLanguage(value) ? value : "ja";
}

export const storeLanguage = (storage: Pick<Storage, "setItem"> | null, language: Language): void => {
  storage?.setItem(place, language);
};
