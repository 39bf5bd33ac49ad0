import { z } from "zod";
import { json, text, textOrNull } from "./columns.ts";
import type { Database, Row } from "./database.ts";
import { searchText } from "./texts.ts";

const texts = z.array(z.string());

/** Writes anew what a computer is found by: its names, its system and its network cards. */
export function refreshEndpointSearch(db: Database, id: string): void {
  const row = db.get(
    `SELECT hostname, management_number, operating_system,
       (SELECT json_group_array(mac) FROM endpoint_macs WHERE endpoint_id = endpoints.id) AS macs
     FROM endpoints WHERE id = ?`,
    id,
  );
  if (!row) return;
  const fields = [
    text(row, "hostname"),
    textOrNull(row, "management_number"),
    textOrNull(row, "operating_system"),
  ];
  db.run(
    "UPDATE endpoints SET search_text = ? WHERE id = ?",
    searchText([...fields, ...json(row, "macs", texts)]),
    id,
  );
}

const named = (row: Row, names: readonly string[]): (string | null)[] =>
  names.map((name) => textOrNull(row, name));

/** Writes anew what a medium is found by. */
export function refreshMediumSearch(db: Database, id: string): void {
  const row = db.get("SELECT * FROM media WHERE id = ?", id);
  if (!row) return;
  const fields = named(row, [
    "register_key",
    "vendor",
    "product",
    "serial",
    "management_number",
    "user",
    "note",
  ]);
  db.run("UPDATE media SET search_text = ? WHERE id = ?", searchText(fields), id);
}

/** Writes anew what a device on the network is found by. */
export function refreshLanSearch(db: Database, id: string): void {
  const row = db.get("SELECT * FROM lan_devices WHERE id = ?", id);
  if (!row) return;
  const fields = named(row, ["mac", "vendor", "host_name", "kind", "place", "note"]);
  db.run(
    "UPDATE lan_devices SET search_text = ? WHERE id = ?",
    searchText([...fields, ...json(row, "addresses", texts)]),
    id,
  );
}
