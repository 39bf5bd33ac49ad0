import { z } from "zod";
import { id } from "#shared/model/common.ts";
import { usbMedium, type UsbMedium } from "#shared/model/register.ts";
import type { RegisterStore } from "../port.ts";
import { flag, json, number, numberOrNull, text, textOrNull, word } from "./columns.ts";
import type { Row } from "./database.ts";
import { mediumProof } from "./decision-proofs.ts";
import type { Engine } from "./engine.ts";
import { createConditions, goOn, type ListOrder, orderBy, rowsFor, toPage } from "./paging.ts";
import { refreshMediumSearch } from "./search-rows.ts";
import { folded, momentOrNull } from "./texts.ts";

const ids = z.array(id);

const columns = `m.*,
  (SELECT json_group_array(endpoint_id) FROM
    (SELECT endpoint_id FROM medium_places WHERE medium_id = m.id AND present = 1 ORDER BY endpoint_id)) AS present_on`;

/** What waits for a person's decision first, then the last seen. */
const order: ListOrder = {
  list: "media",
  columns: ["m.undecided", "m.last_seen_at", "m.id"],
  kinds: ["number", "string", "string"],
  direction: "DESC",
};

const columnsOf = (row: Row): Omit<UsbMedium, "present" | "presentOn"> => ({
  id: text(row, "id"),
  key: text(row, "register_key"),
  vendorId: text(row, "vendor_id"),
  productId: text(row, "product_id"),
  vendor: textOrNull(row, "vendor"),
  product: textOrNull(row, "product"),
  serial: textOrNull(row, "serial"),
  serialQuality: word(row, "serial_quality", usbMedium.shape.serialQuality),
  kind: word(row, "kind", usbMedium.shape.kind),
  sizeBytes: numberOrNull(row, "size_bytes"),
  right: word(row, "decision", usbMedium.shape.right),
  endpointIds: json(row, "endpoint_ids", ids),
  managementNumber: textOrNull(row, "management_number"),
  user: textOrNull(row, "user"),
  note: textOrNull(row, "note"),
  expiresAt: textOrNull(row, "expires_at"),
  decidedBy: textOrNull(row, "decided_by"),
  decidedAt: textOrNull(row, "decided_at"),
  firstSeenAt: text(row, "first_seen_at"),
  lastSeenAt: text(row, "last_seen_at"),
  lastEndpointId: textOrNull(row, "last_endpoint_id"),
  twin: flag(row, "twin"),
});

const fromRow = (row: Row): UsbMedium => {
  const presentOn = json(row, "present_on", ids);
  return { ...columnsOf(row), present: presentOn.length > 0, presentOn };
};

export function createMedia({
  db,
  read,
  write,
  chain,
}: Engine): Pick<RegisterStore, "medium" | "mediumByKey" | "media" | "decideMedium"> {
  const one = (column: "id" | "register_key", value: string): UsbMedium | null => {
    const row = db.get(`SELECT ${columns} FROM media m WHERE m.${column} = ?`, value);
    return row ? fromRow(row) : null;
  };
  return {
    medium: async (mediumId) => read(() => one("id", mediumId)),
    mediumByKey: async (key) => read(() => one("register_key", key)),
    media: async (query) =>
      read(() => {
        const conditions = createConditions();
        if (query.right !== undefined) conditions.add("m.decision = ?", query.right);
        if (query.search) conditions.add("instr(m.search_text, ?) > 0", folded(query.search));
        goOn(conditions, query, order);
        const rows = db.all(
          `SELECT ${columns} FROM media m${conditions.where()}${orderBy(order)}`,
          ...conditions.values,
          rowsFor(query),
        );
        return toPage(rows, query, order, fromRow, (row) => [
          number(row, "undecided"),
          text(row, "last_seen_at"),
          text(row, "id"),
        ]);
      }),
    decideMedium: async (mediumId, decision) =>
      write(() => {
        db.run(
          `UPDATE media SET decision = ?, endpoint_ids = ?, management_number = ?, user = ?, note = ?, expires_at = ?,
             decided_by = ?, decided_at = ? WHERE id = ?`,
          decision.right,
          JSON.stringify(decision.endpointIds),
          decision.managementNumber,
          decision.user,
          decision.note,
          momentOrNull(decision.expiresAt),
          decision.decidedBy,
          momentOrNull(decision.decidedAt),
          mediumId,
        );
        refreshMediumSearch(db, mediumId);
        const decided = one("id", mediumId);
        if (decided !== null) chain.append(mediumProof(decided));
        return decided;
      }),
  };
}
