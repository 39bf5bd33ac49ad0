import { z } from "zod";
import { proposedNetwork } from "#shared/facts/lan.ts";
import { usbDevice } from "#shared/facts/usb.ts";
import { site } from "#shared/model/endpoint.ts";
import { network } from "#shared/model/register.ts";
import type { RegisterStore } from "../port.ts";
import { json, text, word } from "./columns.ts";
import type { Engine } from "./engine.ts";
import { createLanDevices } from "./lan-devices.ts";
import { createMedia } from "./media.ts";
import { moment } from "./texts.ts";

const devices = z.array(usbDevice);
const proposed = z.array(proposedNetwork);

export function createRegisters(engine: Engine): RegisterStore {
  const { db, read, write } = engine;
  return {
    ...createMedia(engine),
    ...createLanDevices(engine),
    sites: async () =>
      read(() =>
        db.all("SELECT * FROM sites ORDER BY id").map((row) => ({
          id: text(row, "id"),
          name: text(row, "name"),
          kind: word(row, "kind", site.shape.kind),
        })),
      ),
    putSite: async (one) =>
      write(() => {
        db.run(
          `INSERT INTO sites (id, name, kind) VALUES (?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind`,
          one.id,
          one.name,
          one.kind,
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
