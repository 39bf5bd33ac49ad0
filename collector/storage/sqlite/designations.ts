import { designation, type Designation } from "#shared/model/role.ts";
import type { PeopleStore } from "../port.ts";
import { json } from "./columns.ts";
import type { Database, Row } from "./database.ts";
import type { Engine } from "./engine.ts";
import { moment } from "./texts.ts";

const designationOf = (row: Row): Designation => json(row, "document", designation);

const put = (db: Database, one: Designation): void => {
  db.run(
    `INSERT INTO designations (id, person_id, from_at, document) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, from_at = excluded.from_at,
       document = excluded.document`,
    one.id,
    one.personId,
    moment(one.from),
    JSON.stringify(one),
  );
};

/**
 * Ends every designation to a person inside the caller's transaction. One that ran out or was ended before keeps its
 * own end.
 */
export function endDesignations(db: Database, personId: string, at: string): void {
  const theirs = db.all("SELECT document FROM designations WHERE person_id = ?", personId).map(designationOf);
  for (const one of theirs)
    if (one.endedAt === null && moment(one.until) > moment(at)) put(db, { ...one, endedAt: at });
}

/** Deputies by designation. */
export function createDesignations({
  db,
  read,
  write,
}: Engine): Pick<PeopleStore, "designations" | "putDesignation"> {
  return {
    designations: async () =>
      read(() =>
        db.all("SELECT document FROM designations ORDER BY from_at DESC, id DESC").map(designationOf),
      ),
    putDesignation: async (one) =>
      write(() => {
        put(db, one);
      }),
  };
}
