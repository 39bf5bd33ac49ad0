import { z } from "zod";
import { mac } from "#shared/model/common.ts";
import { endpoint, sensorHealth, site, siteCoverage } from "#shared/model/endpoint.ts";
import { type EndpointStore, type StoredEndpoint } from "../port.ts";
import { flag, json, numberOrNull, text, textOrNull, word } from "./columns.ts";
import type { Row, Value } from "./database.ts";
import type { Engine } from "./engine.ts";
import { createEnrolment } from "./enrolment.ts";
import { createConditions, goOn, type ListOrder, orderBy, rowsFor, toPage } from "./paging.ts";
import { refreshEndpointSearch } from "./search-rows.ts";
import { folded, moment } from "./texts.ts";

const sensors = z.array(sensorHealth);
const macs = z.array(mac);
const assetClass = z.enum(["1", "2", "3"]);

const columns = `e.*, s.name AS site_name, s.kind AS site_kind, s.coverage AS site_coverage, s.note AS site_note,
  (SELECT max(heard_at) FROM streams WHERE endpoint_id = e.id) AS heard_at,
  (SELECT json_group_array(mac) FROM (SELECT mac FROM endpoint_macs WHERE endpoint_id = e.id ORDER BY mac)) AS macs`;
const from = "FROM endpoints e JOIN sites s ON s.id = e.site_id";

const order: ListOrder = {
  list: "endpoints",
  columns: ["e.sort_name", "e.id"],
  kinds: ["string", "string"],
  direction: "ASC",
};

const laterOf = (a: string | null, b: string | null): string | null =>
  a === null || b === null ? (a ?? b) : a > b ? a : b;

const fromRow = (row: Row): StoredEndpoint => ({
  id: text(row, "id"),
  hostname: text(row, "hostname"),
  managementNumber: textOrNull(row, "management_number"),
  platform: word(row, "platform", endpoint.shape.platform),
  kind: word(row, "kind", endpoint.shape.kind),
  site: {
    id: text(row, "site_id"),
    name: text(row, "site_name"),
    kind: word(row, "site_kind", site.shape.kind),
    coverage: word(row, "site_coverage", siteCoverage),
    note: textOrNull(row, "site_note"),
  },
  siteId: text(row, "site_id"),
  state: word(row, "state", endpoint.shape.state),
  assetClass: row["asset_class"] === null ? null : word(row, "asset_class", assetClass),
  userIds: json(row, "user_ids", endpoint.shape.userIds),
  lastSeenAt: laterOf(textOrNull(row, "touched_at"), textOrNull(row, "heard_at")),
  enrolledAt: text(row, "enrolled_at"),
  agentVersion: text(row, "agent_version"),
  operatingSystem: textOrNull(row, "operating_system"),
  macs: json(row, "macs", macs),
  clockOffsetMs: numberOrNull(row, "clock_offset_ms"),
  sensors: json(row, "sensors", sensors),
  certificateExpiresAt: text(row, "certificate_expires_at"),
  keyHash: text(row, "key_hash"),
  local: flag(row, "local"),
});

export function createEndpoints(engine: Engine): EndpointStore {
  const { db, read, write } = engine;

  /** Sets the named columns; their number of combinations is small, so each text is prepared once. */
  const set = (id: string, values: Readonly<Record<string, Value>>): void => {
    const names = Object.keys(values);
    if (names.length === 0) return;
    const assignments = names.map((name) => `${name} = ?`).join(", ");
    db.run(`UPDATE endpoints SET ${assignments} WHERE id = ?`, ...Object.values(values), id);
  };

  return {
    ...createEnrolment(engine),
    get: async (id) =>
      read(() => {
        const row = db.get(`SELECT ${columns} ${from} WHERE e.id = ?`, id);
        return row ? fromRow(row) : null;
      }),
    list: async (query) =>
      read(() => {
        const conditions = createConditions();
        if (query.siteId !== undefined) conditions.add("e.site_id = ?", query.siteId);
        if (query.siteIds !== undefined) conditions.oneOf("e.site_id", query.siteIds);
        if (query.state !== undefined) conditions.add("e.state = ?", query.state);
        if (query.platform !== undefined) conditions.add("e.platform = ?", query.platform);
        if (query.search) conditions.add("instr(e.search_text, ?) > 0", folded(query.search));
        goOn(conditions, query, order);
        const rows = db.all(
          `SELECT ${columns} ${from}${conditions.where()}${orderBy(order)}`,
          ...conditions.values,
          rowsFor(query),
        );
        return toPage(rows, query, order, fromRow, (row) => [text(row, "sort_name"), text(row, "id")]);
      }),
    byMac: async (address) =>
      read(() => {
        const row = db.get("SELECT endpoint_id FROM endpoint_macs WHERE mac = ?", address);
        return row ? text(row, "endpoint_id") : null;
      }),
    renewed: async (id, serial, expiresAt) =>
      write(() => {
        set(id, { certificate_serial: serial, certificate_expires_at: moment(expiresAt) });
      }),
    touch: async (id, liveness) =>
      write(() => {
        db.run(
          "UPDATE endpoints SET touched_at = max(ifnull(touched_at, ''), ?) WHERE id = ?",
          moment(liveness.lastSeenAt),
          id,
        );
        set(id, {
          ...(liveness.agentVersion === undefined ? {} : { agent_version: liveness.agentVersion }),
          ...(liveness.sensors === undefined ? {} : { sensors: JSON.stringify(liveness.sensors) }),
          ...(liveness.clockOffsetMs === undefined ? {} : { clock_offset_ms: liveness.clockOffsetMs }),
          ...(liveness.hostname === undefined
            ? {}
            : { hostname: liveness.hostname, sort_name: folded(liveness.hostname) }),
        });
        if (liveness.hostname !== undefined) refreshEndpointSearch(db, id);
      }),
    change: async (id, change) =>
      write(() => {
        set(id, {
          ...(change.managementNumber === undefined ? {} : { management_number: change.managementNumber }),
          ...(change.siteId === undefined ? {} : { site_id: change.siteId }),
          ...(change.kind === undefined ? {} : { kind: change.kind }),
          ...(change.state === undefined ? {} : { state: change.state }),
          ...(change.assetClass === undefined ? {} : { asset_class: change.assetClass }),
          ...(change.userIds === undefined ? {} : { user_ids: JSON.stringify(change.userIds) }),
        });
        if (change.managementNumber !== undefined) refreshEndpointSearch(db, id);
      }),
  };
}
