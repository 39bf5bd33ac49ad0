import { createHash } from "node:crypto";
import { z } from "zod";
import { type LanSighting, type MediumSighting, registerKey } from "#collector/domain/registers/sightings.ts";
import { json, text } from "./columns.ts";
import type { Database } from "./database.ts";
import { refreshLanSearch, refreshMediumSearch } from "./search-rows.ts";
import { moment } from "./texts.ts";

/** The most addresses and the most witnesses kept for one device; the newest addresses and the first witnesses stay. */
const mostAddresses = 20;
const mostWitnesses = 50;

const texts = z.array(z.string());

/** An id that follows from what the row stands for, so that a repeat after a crash meets the same row. */
const idOf = (kind: string, ...parts: readonly string[]): string =>
  `${kind}-${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24)}`;

/** Writes what agents saw into the registers, inside the caller's transaction. A right is entered once, never changed. */
export interface SightingWriter {
  medium(sighting: MediumSighting): void;
  lanDevice(sighting: LanSighting): void;
}

export function createSightings(db: Database): SightingWriter {
  const place = (mediumId: string, endpointId: string, at: string, present: boolean): void => {
    db.run(
      `INSERT INTO medium_places (medium_id, endpoint_id, at, present) VALUES (?, ?, ?, ?)
       ON CONFLICT (medium_id, endpoint_id) DO UPDATE SET at = excluded.at, present = excluded.present
         WHERE excluded.at >= at`,
      mediumId,
      endpointId,
      at,
      present ? 1 : 0,
    );
  };

  /**
   * Two places at once say that a serial number is shared. A computer whose agent did not watch at that time may have
   * lost the medium unseen (off, asleep, cut off), and proves nothing; nor does a sighting that arrives late.
   */
  const noteTwin = (mediumId: string, endpointId: string, at: string): void => {
    db.run(
      `UPDATE media SET twin = 1 WHERE id = ?1 AND twin = 0 AND EXISTS (
         SELECT 1 FROM medium_places p
         WHERE p.medium_id = ?1 AND p.endpoint_id <> ?2 AND p.present = 1 AND p.at <= ?3 AND NOT EXISTS (
           SELECT 1 FROM gaps g
           WHERE g.endpoint_id = p.endpoint_id AND g.subject = 'agent' AND g.from_at <= ?3 AND g.until > ?3))`,
      mediumId,
      endpointId,
      at,
    );
  };

  const medium = ({ device, endpointId, present, rightIfNew, ...seen }: MediumSighting): void => {
    const at = moment(seen.at);
    const key = registerKey(device);
    const mediumId = idOf("medium", key);
    db.run(
      `INSERT INTO media (id, register_key, vendor_id, product_id, vendor, product, serial, serial_quality, kind,
         size_bytes, decision, endpoint_ids, first_seen_at, last_seen_at, last_endpoint_id, search_text)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, '[]', ?12, ?12, ?13, '')
       ON CONFLICT (register_key) DO UPDATE SET
         vendor = ifnull(excluded.vendor, vendor), product = ifnull(excluded.product, product),
         serial_quality = excluded.serial_quality, kind = excluded.kind,
         size_bytes = ifnull(excluded.size_bytes, size_bytes), last_seen_at = excluded.last_seen_at,
         last_endpoint_id = excluded.last_endpoint_id
         WHERE excluded.last_seen_at >= last_seen_at`,
      mediumId,
      key,
      device.vendorId,
      device.productId,
      device.vendor,
      device.product,
      key === device.key ? device.serial : null,
      device.serialQuality,
      device.kind,
      device.sizeBytes,
      rightIfNew,
      at,
      endpointId,
    );
    db.run("UPDATE media SET first_seen_at = ? WHERE id = ? AND first_seen_at > ?", at, mediumId, at);
    place(mediumId, endpointId, at, present);
    if (present && device.serialQuality === "unique") noteTwin(mediumId, endpointId, at);
    refreshMediumSearch(db, mediumId);
  };

  const lanDevice = (sighting: LanSighting): void => {
    const at = moment(sighting.at);
    const deviceId = idOf("lan", sighting.networkId, sighting.mac);
    const known = db.get("SELECT addresses, seen_by, last_seen_at FROM lan_devices WHERE id = ?", deviceId);
    const newest = known === undefined || at >= text(known, "last_seen_at");
    const before = known ? json(known, "addresses", texts) : [];
    const merged = newest ? [...sighting.addresses, ...before] : [...before, ...sighting.addresses];
    const addresses = [...new Set(merged)].slice(0, mostAddresses);
    const witnesses = new Set([...(known ? json(known, "seen_by", texts) : []), sighting.seenBy]);
    const seenBy = [...witnesses].slice(0, mostWitnesses);
    db.run(
      `INSERT INTO lan_devices (id, network_id, mac, random_mac, vendor, addresses, host_name, router, decision,
         endpoint_id, first_seen_at, last_seen_at, seen_by, search_text)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12, '')
       ON CONFLICT (id) DO UPDATE SET
         vendor = ifnull(excluded.vendor, vendor), host_name = ifnull(excluded.host_name, host_name),
         router = excluded.router, endpoint_id = excluded.endpoint_id, last_seen_at = excluded.last_seen_at
         WHERE excluded.last_seen_at >= last_seen_at`,
      deviceId,
      sighting.networkId,
      sighting.mac,
      sighting.randomMac ? 1 : 0,
      sighting.vendor,
      JSON.stringify(addresses),
      sighting.hostName,
      sighting.router ? 1 : 0,
      sighting.rightIfNew,
      sighting.endpointId,
      at,
      JSON.stringify(seenBy),
    );
    db.run(
      "UPDATE lan_devices SET addresses = ?, seen_by = ?, first_seen_at = min(first_seen_at, ?) WHERE id = ?",
      JSON.stringify(addresses),
      JSON.stringify(seenBy),
      at,
      deviceId,
    );
    refreshLanSearch(db, deviceId);
  };

  return { medium, lanDevice };
}
