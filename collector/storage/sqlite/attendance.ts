import { canonicalJson, proofOf } from "#collector/records/port.ts";
import { gap, type Gap } from "#shared/model/attendance.ts";
import type { AttendanceStore } from "../port.ts";
import { json, text } from "./columns.ts";
import type { Row } from "./database.ts";
import type { Engine } from "./engine.ts";
import { createConditions, goOn, type ListOrder, orderBy, rowsFor, toPage } from "./paging.ts";
import { moment, momentOrNull } from "./texts.ts";

const order: ListOrder = {
  list: "gaps",
  columns: ["from_at", "id"],
  kinds: ["string", "string"],
  direction: "ASC",
};

const gapOf = (row: Row): Gap => json(row, "document", gap);

/** The latest time a gap speaks of: nothing of it was noted before. */
const notedAt = (one: Gap): string =>
  [one.to, one.explainedAt].reduce<string>((latest, at) => {
    const time = momentOrNull(at);
    return time !== null && time > latest ? time : latest;
  }, moment(one.from));

/** Writes gaps as they are from now on, inside the caller's transaction; each that changed goes into the chain. */
export function writeGaps({ db, chain }: Pick<Engine, "db" | "chain">, gaps: readonly Gap[]): void {
  for (const one of gaps) {
    const document = canonicalJson(one);
    const changed = db.run(
      `INSERT INTO gaps (id, subject, endpoint_id, fact, from_at, to_at, document) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET subject = excluded.subject, endpoint_id = excluded.endpoint_id,
         fact = excluded.fact, from_at = excluded.from_at, to_at = excluded.to_at, document = excluded.document
         WHERE document <> excluded.document`,
      one.id,
      one.subject,
      one.endpointId,
      one.fact,
      moment(one.from),
      momentOrNull(one.to),
      document,
    );
    if (changed === 0) continue;
    const about = { at: notedAt(one), action: "gap.noted", subject: one.endpointId };
    chain.append(proofOf("gap", one.id, one, about));
  }
}

export function createAttendance({ db, read }: Engine): AttendanceStore {
  return {
    open: async () =>
      read(() => db.all("SELECT document FROM gaps WHERE until = '~' ORDER BY from_at, id").map(gapOf)),
    gaps: async (query) =>
      read(() => {
        const conditions = createConditions();
        // People ask for the time that has just passed: by their end, the few gaps of it are found among many.
        conditions.add("until > ? AND +from_at < ?", moment(query.from), moment(query.to));
        if (query.endpointId !== undefined) conditions.add("endpoint_id = ?", query.endpointId);
        if (query.subject !== undefined) conditions.add("subject = ?", query.subject);
        if (query.siteIds !== undefined)
          conditions.add(
            `endpoint_id IN (SELECT id FROM endpoints WHERE site_id IN (SELECT value FROM json_each(?)))`,
            JSON.stringify(query.siteIds),
          );
        goOn(conditions, query, order);
        const rows = db.all(
          `SELECT id, from_at, document FROM gaps${conditions.where()}${orderBy(order)}`,
          ...conditions.values,
          rowsFor(query),
        );
        return toPage(rows, query, order, gapOf, (row) => [text(row, "from_at"), text(row, "id")]);
      }),
  };
}
