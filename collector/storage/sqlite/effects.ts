import type { Effects, EffectStore } from "../port.ts";
import { writeGaps } from "./attendance.ts";
import { number } from "./columns.ts";
import { writeConditions } from "./conditions.ts";
import { addDelivery } from "./deliveries.ts";
import type { Engine } from "./engine.ts";
import { createEventWriter } from "./incident-events.ts";
import { writeJobs } from "./jobs.ts";
import { writeReports } from "./reports.ts";
import { refreshEndpointSearch } from "./search-rows.ts";
import { createSightings } from "./sightings.ts";
import { moment } from "./texts.ts";
import { writeUpdates } from "./updates.ts";

export function createEffects(engine: Engine): EffectStore {
  const { db, read, write } = engine;
  const sightings = createSightings(db);
  const events = createEventWriter(engine);

  const putMacs = ({ endpointId, macs }: Effects["macs"][number]): void => {
    db.run(
      "DELETE FROM endpoint_macs WHERE endpoint_id = ? AND mac NOT IN (SELECT value FROM json_each(?))",
      endpointId,
      JSON.stringify(macs),
    );
    for (const mac of macs) {
      // A dock's card belongs to whoever reports it now.
      db.run(
        `INSERT INTO endpoint_macs (mac, endpoint_id) VALUES (?, ?)
         ON CONFLICT (mac) DO UPDATE SET endpoint_id = excluded.endpoint_id WHERE endpoint_id <> excluded.endpoint_id`,
        mac,
        endpointId,
      );
      // It may have been seen on a network before its computer told of it.
      db.run(
        "UPDATE lan_devices SET endpoint_id = ? WHERE mac = ? AND endpoint_id IS NOT ?",
        endpointId,
        mac,
        endpointId,
      );
    }
    refreshEndpointSearch(db, endpointId);
  };

  const putCases = (effects: Effects): void => {
    /** Openings that joined an open case, by the id they came with. */
    const joined = new Map<string, string>();
    for (const event of effects.incidentEvents) {
      const target = joined.get(event.incidentId);
      const put = events.put(target === undefined ? event : { ...event, incidentId: target });
      if (put.joined && event.change.type === "opened") joined.set(event.incidentId, put.incidentId);
    }
    for (const delivery of effects.deliveries) {
      // Its case is one that others were told of when it was opened; a second notice would tell the same thing again.
      if (delivery.about.kind === "incident" && joined.has(delivery.about.id)) continue;
      addDelivery(db, delivery);
    }
  };

  const apply = (effects: Effects): void => {
    // Gaps first: where nobody watched, a sighting elsewhere proves less.
    writeGaps(engine, effects.gaps);
    for (const one of effects.presence) {
      db.run(
        `INSERT INTO usb_presence (endpoint_id, devices) VALUES (?, ?)
         ON CONFLICT (endpoint_id) DO UPDATE SET devices = excluded.devices`,
        one.endpointId,
        JSON.stringify(one.devices),
      );
    }
    for (const one of effects.media) sightings.medium(one);
    for (const one of effects.lanDevices) sightings.lanDevice(one);
    for (const one of effects.macs) putMacs(one);
    for (const one of effects.operatingSystems) {
      db.run("UPDATE endpoints SET operating_system = ? WHERE id = ?", one.name, one.endpointId);
      refreshEndpointSearch(db, one.endpointId);
    }
    for (const one of effects.proposals) {
      db.run(
        `INSERT INTO network_proposals (endpoint_id, at, networks) VALUES (?, ?, ?)
         ON CONFLICT (endpoint_id) DO UPDATE SET at = excluded.at, networks = excluded.networks`,
        one.endpointId,
        moment(one.at),
        JSON.stringify(one.networks),
      );
    }
    putCases(effects);
    writeConditions(db, effects.conditions);
    writeUpdates(db, effects.updates);
    writeReports(engine, effects.reports);
    writeJobs(db, effects.jobs);
    if (effects.cursor !== null)
      db.run("UPDATE effect_cursor SET ordinal = ? WHERE ordinal < ?", effects.cursor, effects.cursor);
  };

  return {
    cursor: async () =>
      read(() => {
        const row = db.get("SELECT ordinal FROM effect_cursor");
        return row ? number(row, "ordinal") : 0;
      }),
    apply: async (effects) =>
      write(() => {
        apply(effects);
      }),
  };
}
