import { z } from "zod";
import { proposedNetwork } from "#shared/facts/lan.ts";
import { usbDevice } from "#shared/facts/usb.ts";
import { site, siteCoverage } from "#shared/model/endpoint.ts";
import { network } from "#shared/model/register.ts";
import type { RegisterStore } from "../port.ts";
import { createAssets } from "./assets.ts";
import { json, text, textOrNull, word } from "./columns.ts";
import type { Engine } from "./engine.ts";
import { createLanDevices } from "./lan-devices.ts";
import { createMedia } from "./media.ts";
import { moment } from "./texts.ts";

const devices = z.array(usbDevice);
const proposed = z.array(proposedNetwork);

export function createRegisters(engine: Engine): RegisterStore {
  const { db, read, write } = engine;
  return {
    ...createAssets(engine),
    ...createMedia(engine),
    ...createLanDevices(engine),
    sites: async () =>
      read(() =>
        db.all("SELECT * FROM sites ORDER BY id").map((row) => ({
          id: text(row, "id"),
          name: text(row, "name"),
          kind: word(row, "kind", site.shape.kind),
          coverage: word(row, "coverage", siteCoverage),
          note: textOrNull(row, "note"),
        })),
      ),
    putSite: async (one) =>
      write(() => {
        db.run(
          `INSERT INTO sites (id, name, kind, coverage, note) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, coverage = excluded.coverage,
             note = excluded.note`,
          one.id,
          one.name,
          one.kind,
          one.coverage,
          one.note,
        );
      }),
    networks: async () =>
      read(() =>
        db
          .all("SELECT document FROM networks ORDER BY created_at, id")
          .map((row) => json(row, "document", network)),
      ),
    putNetwork: async (one) =>
      write(() => {
        db.run(
          `INSERT INTO networks (id, created_at, document) VALUES (?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET created_at = excluded.created_at, document = excluded.document`,
          one.id,
          moment(one.createdAt),
          JSON.stringify(one),
        );
      }),
    proposals: async () =>
      read(() =>
        db.all("SELECT * FROM network_proposals ORDER BY endpoint_id").flatMap((row) =>
          json(row, "networks", proposed).map((one) => ({
            ...one,
            endpointId: text(row, "endpoint_id"),
            at: text(row, "at"),
          })),
        ),
      ),
    presence: async (endpointId) =>
      read(() => {
        const row = db.get("SELECT devices FROM usb_presence WHERE endpoint_id = ?", endpointId);
        return row ? { known: true, devices: json(row, "devices", devices) } : { known: false, devices: [] };
      }),
  };
}
