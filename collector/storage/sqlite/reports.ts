import { canonicalJson, proofOf } from "#collector/records/port.ts";
import { weeklySummary, type WeeklySummary } from "#shared/model/report.ts";
import type { ReportStore } from "../port.ts";
import { json, text } from "./columns.ts";
import type { Row } from "./database.ts";
import type { Engine } from "./engine.ts";
import { createConditions, goOn, type ListOrder, orderBy, rowsFor, toPage } from "./paging.ts";

const order: ListOrder = {
  list: "reports",
  columns: ["period_from", "id"],
  kinds: ["string", "string"],
  direction: "DESC",
};

const reportOf = (row: Row): WeeklySummary => json(row, "document", weeklySummary);

/** Keeps summaries inside the caller's transaction, each with its record; the first of an id stays as it is. */
export function writeReports(
  { db, chain }: Pick<Engine, "db" | "chain">,
  reports: readonly WeeklySummary[],
): void {
  for (const one of reports) {
    const made = db.run(
      "INSERT INTO reports (id, period_from, document) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
      one.id,
      one.from,
      canonicalJson(one),
    );
    if (made === 0) continue;
    const about = { at: one.madeAt, action: "report.made", subject: one.id };
    chain.append(proofOf("report", one.id, one, about));
  }
}

export function createReports({ db, read }: Engine): ReportStore {
  return {
    get: async (id) =>
      read(() => {
        const row = db.get("SELECT document FROM reports WHERE id = ?", id);
        return row ? reportOf(row) : null;
      }),
    list: async (query) =>
      read(() => {
        const conditions = createConditions();
        goOn(conditions, query, order);
        const rows = db.all(
          `SELECT id, period_from, document FROM reports${conditions.where()}${orderBy(order)}`,
          ...conditions.values,
          rowsFor(query),
        );
        return toPage(rows, query, order, reportOf, (row) => [text(row, "period_from"), text(row, "id")]);
      }),
  };
}
