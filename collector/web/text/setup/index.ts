import { en } from "./en.ts";
import { ja } from "./ja.ts";

export const setupTexts = { ja, en };
