import type { Language } from "../../language/language.ts";
import { recordsTexts } from "../../text/records/index.ts";

/** Every action that the collector writes into its records and that has words, in the order of the choice. */
export const actionNames: readonly string[] = Object.keys(recordsTexts.ja.actions);

/** An action in words; one of a newer collector as it was written. */
export function actionWords(action: string, language: Language): string {
  const words: Readonly<Record<string, string>> = recordsTexts[language].actions;
  return Object.hasOwn(words, action) ? (words[action] ?? action) : action;
}
