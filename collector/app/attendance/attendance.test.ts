import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { assemble } from "#collector/storage/sqlite/assemble.ts";
import { tune } from "#collector/storage/sqlite/open.ts";
import { migrate } from "#collector/storage/sqlite/schema/migrate.ts";
import { migrations } from "#collector/storage/sqlite/schema/migrations/index.ts";
import {
  clockOf,
  createWatchedOffice,
  healthEventOf,
  healthReadingOf,
  sensor,
  type WatchedOffice,
} from "./testing.ts";

let db: DatabaseSync;
let office: WatchedOffice;
const booted = clockOf("7:00");

beforeEach(async () => {
  // The store in memory, made here so that the recount can ask its tables without asking the store.
  db = new DatabaseSync(":memory:");
  tune(db);
  migrate(db, migrations, "memory", null);
  office = await createWatchedOffice(assemble(db, "test", () => db.close()));
  await office.start();
  await office.enrol("pc-1");
  await office.enrol("pc-2");
  await office.connect("pc-1");
  await office.connect("pc-2");
  await office.report("pc-1", healthReadingOf(booted, booted));
  await office.sensors("pc-1", sensor("usb", "ok"), sensor("lan", "ok"));
  await office.pass(600);
});
afterEach(async () => {
  await office.attendance().stop();
  await office.store.close();
});

const startedAfterCrash = (lastSign: string) =>
  healthEventOf(
    "agent-started",
    `version 0.1.0; the run since ${booted} ended without a record of its end; last sign of life ${lastSign}`,
    lastSign,
    office.now(),
  );
const shown = async () =>
  (await office.gaps()).map(({ cause, endpointId, fact, from, to }) => [
    [endpointId ?? "collector", fact].filter((part) => part !== null).join(" "),
    cause,
    from.slice(11, 19),
    to?.slice(11, 19) ?? null,
  ]);

/** The agent is killed at 9:00 and started again at 10:00. */
async function agentKilled(): Promise<void> {
  await office.passTo("9:00");
  await office.disconnect("pc-1");
  await office.passTo("10:00");
  await office.connect("pc-1");
  await office.report("pc-1", startedAfterCrash(clockOf("8:59:30")));
  await office.report("pc-1", healthReadingOf(booted, office.now()));
  await office.pass(120);
}
/** The computer is switched off at 11:00 and on again at 12:00. */
async function computerOff(): Promise<void> {
  await office.passTo("11:00");
  await office.report("pc-1", healthEventOf("shutdown", "the computer is being switched off or restarted"));
  await office.disconnect("pc-1");
  await office.passTo("12:00");
  await office.connect("pc-1");
  const [lastSeen, on] = [clockOf("11:00"), clockOf("11:59")];
  await office.report(
    "pc-1",
    healthEventOf("agent-started", "version 0.1.0"),
    healthEventOf(
      "shutdown",
      "The computer was switched off after the agent had been stopped.",
      lastSeen,
      on,
    ),
    healthEventOf("boot", "The computer was switched on.", on, office.now()),
  );
  await office.pass(120);
}
/** The cable is out from 13:00 to 14:00. */
async function networkCut(): Promise<void> {
  await office.passTo("13:00");
  await office.disconnect("pc-1");
  await office.passTo("14:00");
  await office.connect("pc-1");
  await office.pass(120);
}
/** The collector is killed at 15:00 and comes back at 15:10; its agents at once. */
async function collectorKilled(): Promise<void> {
  await office.passTo("15:00");
  office.skip(600);
  await office.start();
  await office.pass(60);
}
/** The LAN sensor cannot look from 16:00 to 17:00. */
async function sensorBroken(): Promise<void> {
  await office.passTo("16:00");
  await office.sensors("pc-1", sensor("usb", "ok"), sensor("lan", "failed", "arp-scan ended with 1"));
  await office.passTo("17:00");
  await office.sensors("pc-1", sensor("usb", "ok"), sensor("lan", "ok"));
}
/** At 18:00 the clock of the computer is set back by one hour. */
async function clockMoved(): Promise<void> {
  await office.passTo("18:00");
  await office.report(
    "pc-1",
    healthEventOf("clock-jump", "The clock was set back by 3600 s.", clockOf("18:00"), clockOf("17:00")),
  );
  office.setClock("pc-1", -3_600_000);
  await office.pass(300);
}

describe("the watch over its own gaps", () => {
  it("names a killed agent", async () => {
    await agentKilled();
    expect(await shown()).toEqual([["pc-1", "agent-killed", "09:00:00", "10:00:00"]]);
    expect((await office.gaps())[0]?.explainedAt).toBe(clockOf("10:00"));
  });

  it("names a computer that was switched off, at once by its farewell", async () => {
    await office.passTo("11:00");
    await office.report("pc-1", healthEventOf("shutdown", "the computer is being switched off or restarted"));
    await office.disconnect("pc-1");
    await office.passTo("11:03");
    expect(await shown()).toEqual([]);
    await office.pass(30);
    expect(await shown()).toEqual([["pc-1", "computer-off", "11:00:00", null]]);
  });

  it("names a computer that was off, and never its agent", async () => {
    await computerOff();
    expect(await shown()).toEqual([["pc-1", "computer-off", "11:00:00", "12:00:00"]]);
  });

  it("names a cut, but not before the agent has had its time to tell", async () => {
    await office.passTo("13:00");
    await office.disconnect("pc-1");
    await office.passTo("14:00");
    await office.connect("pc-1");
    await office.pass(60);
    expect(await shown()).toEqual([["pc-1", "unconfirmed", "13:00:00", "14:00:00"]]);
    await office.pass(60);
    expect(await shown()).toEqual([["pc-1", "network-cut", "13:00:00", "14:00:00"]]);
    expect(office.changed.filter((id) => id === "pc-1")).toHaveLength(3);
  });

  it("names its own death, which is no gap of its agents", async () => {
    await collectorKilled();
    expect(await shown()).toEqual([["collector", "collector-killed", "15:00:00", "15:10:00"]]);
  });

  it("names its own stop when it was longer than a restart", async () => {
    await office.passTo("15:00");
    await office.attendance().stop();
    office.skip(50);
    await office.start();
    expect(await shown()).toEqual([]);
    await office.attendance().stop();
    office.skip(600);
    await office.start();
    expect(await shown()).toEqual([["collector", "collector-stopped", "15:00:50", "15:10:50"]]);
  });

  it("names even the shortest death", async () => {
    office.skip(3);
    await office.start();
    expect(await shown()).toEqual([["collector", "collector-killed", "08:10:00", "08:10:03"]]);
  });

  it("names a sensor that could not look", async () => {
    await sensorBroken();
    expect(await shown()).toEqual([["pc-1 lan", "sensor-failed", "16:00:00", "17:00:00"]]);
    expect((await office.gaps())[0]?.detail).toBe("arp-scan ended with 1");
  });

  it("names a clock that was moved, once", async () => {
    await clockMoved();
    expect(await shown()).toEqual([["pc-1", "clock-moved", "17:00:00", "18:00:00"]]);
  });

  it("counts all six, as a recount by hand does", async () => {
    for (const happens of [agentKilled, computerOff, networkCut, collectorKilled, sensorBroken, clockMoved])
      await happens();
    await office.disconnect("pc-2");
    await office.passTo("20:00");
    const figures = await office.attendance().figures(clockOf("8:00"), clockOf("23:00"), null);
    expect(figures.to).toBe(clockOf("20:00"));
    expect(figures).toMatchObject(recount(clockOf("8:00"), clockOf("20:00")));
    // Two computers for twelve hours, one of which was off for one.
    expect(figures.agentsDue).toBe(2 * 12 * 3600 - 3600);
    expect(figures).toMatchObject({
      gaps: 7,
      openGaps: 1,
      unconfirmed: 1,
      collectorWatched: 12 * 3600 - 600,
    });
    expect(figures.agentsWatched).toBeLessThan(figures.agentsDue - 3 * 3600);
  });

  it("counts one site alone when it is asked so", async () => {
    await office.store.registers.putSite({
      id: "firm",
      name: "組合員",
      kind: "member",
      coverage: "open",
      note: null,
    });
    await office.enrol("pc-9", "firm");
    await office.connect("pc-9");
    await office.passTo("9:10");
    const ask = (siteIds: readonly string[] | null) =>
      office.attendance().figures(clockOf("8:00"), clockOf("9:10"), siteIds);
    expect((await ask(["firm"])).agentsDue).toBe(3600);
    expect((await ask(null)).agentsDue).toBe(3600 + 2 * 4200);
    expect((await ask([])).agentsDue).toBe(0);
  });
});

/** The same figures by hand: every second of the time, and the strokes of the gaps over it. */
function recount(from: string, to: string) {
  return {
    ...db
      .prepare(
        `WITH RECURSIVE
             seconds (t) AS (SELECT unixepoch(:from) UNION ALL SELECT t + 1 FROM seconds WHERE t + 1 < unixepoch(:to)),
             strokes AS (
               SELECT subject, endpoint_id, fact, unixepoch(from_at) AS a, ifnull(unixepoch(to_at), 1e12) AS b,
                 json_extract(document, '$.cause') IN ('computer-off', 'asleep') AS excused
               FROM gaps),
             marks AS (
               SELECT t, e.id,
                 EXISTS (SELECT 1 FROM strokes WHERE subject = 'collector' AND a <= t AND t < b) AS dark,
                 EXISTS (SELECT 1 FROM strokes WHERE subject = 'agent' AND endpoint_id = e.id AND a <= t AND t < b) AS away,
                 EXISTS (SELECT 1 FROM strokes WHERE subject = 'agent' AND endpoint_id = e.id AND a <= t AND t < b
                   AND excused) AS off
               FROM seconds, endpoints e WHERE t >= unixepoch(e.enrolled_at)),
             looks AS (
               SELECT m.*, s.value ->> 'fact' AS fact FROM marks m JOIN endpoints e ON e.id = m.id, json_each(e.sensors) s
               WHERE s.value ->> 'status' IN ('ok', 'failed'))
           SELECT
             (SELECT count(*) FROM marks WHERE NOT off) AS agentsDue,
             (SELECT count(*) FROM marks WHERE NOT off AND NOT away AND NOT dark) AS agentsWatched,
             (SELECT count(*) FROM looks WHERE NOT off) AS sensorsDue,
             (SELECT count(*) FROM looks l WHERE NOT off AND NOT away AND NOT dark AND NOT EXISTS (
               SELECT 1 FROM strokes x WHERE x.subject = 'sensor' AND x.endpoint_id = l.id AND x.fact = l.fact
                 AND x.a <= l.t AND l.t < x.b)) AS sensorsWatched,
             (SELECT count(*) FROM seconds WHERE NOT EXISTS (
               SELECT 1 FROM strokes WHERE subject = 'collector' AND a <= t AND t < b)) AS collectorWatched,
             (SELECT count(*) FROM gaps) AS gaps`,
      )
      .get({ from, to }),
  };
}
