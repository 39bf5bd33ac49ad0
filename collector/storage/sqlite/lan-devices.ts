import { z } from "zod";
import { lanDevice, type LanDevice } from "#shared/model/register.ts";
import type { RegisterStore } from "../port.ts";
import { flag, json, number, text, textOrNull, word } from "./columns.ts";
import type { Row } from "./database.ts";
import { lanProof } from "./decision-proofs.ts";
import type { Engine } from "./engine.ts";
import { createConditions, goOn, type ListOrder, orderBy, rowsFor, toPage } from "./paging.ts";
import { refreshLanSearch } from "./search-rows.ts";
import { folded, moment, momentOrNull } from "./texts.ts";

const texts = z.array(z.string());

/** What waits for a person's decision first, then the last seen. */
const order: ListOrder = {
  list: "lan-devices",
  columns: ["undecided", "last_seen_at", "id"],
  kinds: ["number", "string", "string"],
  direction: "DESC",
};

const fromRow = (row: Row): LanDevice => ({
  id: text(row, "id"),
  networkId: text(row, "network_id"),
  mac: text(row, "mac"),
  randomMac: flag(row, "random_mac"),
  vendor: textOrNull(row, "vendor"),
  addresses: json(row, "addresses", texts),
  hostName: textOrNull(row, "host_name"),
  router: flag(row, "router"),
  right: word(row, "decision", lanDevice.shape.right),
  kind: textOrNull(row, "kind"),
  place: textOrNull(row, "place"),
  note: textOrNull(row, "note"),
  expiresAt: textOrNull(row, "expires_at"),
  decidedBy: textOrNull(row, "decided_by"),
  decidedAt: textOrNull(row, "decided_at"),
  endpointId: textOrNull(row, "endpoint_id"),
  firstSeenAt: text(row, "first_seen_at"),
  lastSeenAt: text(row, "last_seen_at"),
  seenBy: json(row, "seen_by", texts),
});

export function createLanDevices({
  db,
  read,
  write,
  chain,
}: Engine): Pick<
  RegisterStore,
  "lanDevice" | "lanDeviceById" | "lanDevices" | "decideLanDevice" | "allowInitial"
> {
  const byId = (deviceId: string): LanDevice | null => {
    const row = db.get("SELECT * FROM lan_devices WHERE id = ?", deviceId);
    return row ? fromRow(row) : null;
  };
  return {
    lanDevice: async (networkId, mac) =>
      read(() => {
        const row = db.get("SELECT * FROM lan_devices WHERE network_id = ? AND mac = ?", networkId, mac);
        return row ? fromRow(row) : null;
      }),
    lanDeviceById: async (deviceId) => read(() => byId(deviceId)),
    lanDevices: async (query) =>
      read(() => {
        const conditions = createConditions();
        if (query.networkId !== undefined) conditions.add("network_id = ?", query.networkId);
        if (query.right !== undefined) conditions.add("decision = ?", query.right);
        if (query.search) conditions.add("instr(search_text, ?) > 0", folded(query.search));
        goOn(conditions, query, order);
        const rows = db.all(
          `SELECT * FROM lan_devices${conditions.where()}${orderBy(order)}`,
          ...conditions.values,
          rowsFor(query),
        );
        return toPage(rows, query, order, fromRow, (row) => [
          number(row, "undecided"),
          text(row, "last_seen_at"),
          text(row, "id"),
        ]);
      }),
    decideLanDevice: async (deviceId, decision) =>
      write(() => {
        db.run(
          `UPDATE lan_devices SET decision = ?, kind = ?, place = ?, note = ?, expires_at = ?, decided_by = ?,
             decided_at = ? WHERE id = ?`,
          decision.right,
          decision.kind,
          decision.place,
          decision.note,
          momentOrNull(decision.expiresAt),
          decision.decidedBy,
          momentOrNull(decision.decidedAt),
          deviceId,
        );
        refreshLanSearch(db, deviceId);
        const decided = byId(deviceId);
        if (decided !== null) chain.append(lanProof(decided));
        return decided;
      }),
    allowInitial: async (networkId, decidedBy, at) =>
      write(() => {
        const allowed = db.all(
          `UPDATE lan_devices SET decision = 'allowed', decided_by = ?, decided_at = ?
           WHERE network_id = ? AND decision = 'initial' RETURNING *`,
          decidedBy,
          moment(at),
          networkId,
        );
        for (const device of allowed.map(fromRow).toSorted((a, b) => (a.id < b.id ? -1 : 1)))
          chain.append(lanProof(device));
        return allowed.length;
      }),
  };
}
