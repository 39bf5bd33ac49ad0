import type { Findings, Sentence } from "./findings.ts";
import { asBytes, type StoreFile, textIn } from "./store-file.ts";

/** The tables of a store by the schema they came with. */
const tablesOf: readonly string[] = [
  `meta sites endpoints endpoint_macs enrolment_codes streams observations latest_facts effect_cursor networks
   network_proposals usb_presence media medium_places lan_devices incidents incident_events incident_numbers deliveries
   people credentials sessions api_tokens one_time_links refusals records settings`,
  "assets conditions gaps updates reports jobs designations checkpoints",
];

const words = {
  missing: { ja: "表がありません", en: "the table is missing" },
  trigger: {
    ja: "火の見にないトリガーが仕掛けられています（行が書かれるたびに、ほかのことが起こります）",
    en: "Hinomi has no triggers, and this one was put in: it acts whenever a row is written",
  },
  view: {
    ja: "火の見にないビューが加えられています（表のふりをして別の内容を見せます）",
    en: "Hinomi has no views, and this one was put in: it shows other things in place of a table",
  },
} as const satisfies Record<string, Sentence>;

/** Looks for what a store of Hinomi never has, a trigger or a view, and for tables that it must have. */
export function checkForm(store: StoreFile, findings: Findings): void {
  for (const row of store.rows(
    `SELECT type AS sort, ${asBytes("name")} FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY rowid`,
  ))
    findings.add(
      row["sort"] === "view" ? "view" : "trigger",
      { kind: "row", table: "sqlite_schema", id: textIn(row, "name") ?? "?" },
      row["sort"] === "view" ? words.view : words.trigger,
    );
  for (const table of tablesOf.slice(0, store.schema).flatMap((names) => names.split(/\s+/u)))
    if (!store.hasTable(table)) findings.add("no-table", { kind: "row", table, id: "*" }, words.missing);
}
