import type { Migration } from "../migrate.ts";
import { first } from "./0001-first.ts";
import { watch } from "./0002-watch.ts";

/** Every step of the schema, in order; a landed one is never edited, only followed. */
export const migrations: readonly Migration[] = [first, watch];
