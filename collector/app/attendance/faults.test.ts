import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Gap } from "#shared/model/attendance.ts";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import {
  clockOf,
  createWatchedOffice,
  healthEventOf,
  healthReadingOf,
  sensor,
  type WatchedOffice,
} from "./testing.ts";

let office: WatchedOffice;
const booted = clockOf("7:00");

async function begin(): Promise<void> {
  await office.start();
  await office.enrol("pc-1");
  await office.connect("pc-1");
  await office.report("pc-1", healthReadingOf(booted, booted));
  await office.pass(600);
  office.refuse(null);
}

beforeEach(async () => {
  office = await createWatchedOffice(await openMemoryStore({ chain: "test" }));
  await begin();
});
afterEach(async () => {
  await office.attendance().stop();
  await office.store.close();
});

const inOrder = (a: Gap, b: Gap): number => `${a.from}${a.subject}`.localeCompare(`${b.from}${b.subject}`);
const shown = async () =>
  (await office.gaps())
    .toSorted(inOrder)
    .map(({ cause, endpointId, fact, from, to }) => [
      [endpointId ?? "collector", fact].filter((part) => part !== null).join(" "),
      cause,
      from.slice(11, 19),
      to?.slice(11, 19) ?? null,
    ]);
const slept = (from: string, to: string) => [
  healthEventOf("sleep", "The computer slept.", from, to, from),
  healthEventOf("resume", "The computer slept.", to, to, to),
];
const startedAfterCrash = (lastSign: string) =>
  healthEventOf(
    "agent-started",
    `version 0.1.0; the run since ${booted} ended without a record of its end; last sign of life ${lastSign}`,
    lastSign,
    office.now(),
  );

describe("an agent's absence", () => {
  it("is no gap when it was short", async () => {
    await office.disconnect("pc-1");
    office.skip(175);
    await office.connect("pc-1");
    await office.pass(120);
    expect(await shown()).toEqual([]);
  });

  it("is a gap however the rounds fell", async () => {
    await office.disconnect("pc-1");
    office.skip(185);
    await office.connect("pc-1");
    expect(await shown()).toEqual([["pc-1", "unconfirmed", "08:10:00", "08:13:05"]]);
    await office.pass(120);
    expect(await shown()).toEqual([["pc-1", "network-cut", "08:10:00", "08:13:05"]]);
  });

  it("begins with the last sign of life, but not before five minutes after the collector's own start", async () => {
    await office.disconnect("pc-1");
    office.skip(30);
    await office.attendance().stop();
    office.skip(20);
    await office.start();
    await office.pass(280);
    expect(await shown()).toEqual([]);
    await office.pass(30);
    expect(await shown()).toEqual([["pc-1", "unconfirmed", "08:10:00", null]]);
  });

  it("lasts over a death of the collector, and is told part by part when the agent is back", async () => {
    await office.passTo("9:00");
    await office.disconnect("pc-1");
    await office.passTo("9:30");
    office.skip(600);
    await office.start();
    await office.passTo("10:00");
    expect(await shown()).toEqual([
      ["pc-1", "unconfirmed", "09:00:00", null],
      ["collector", "collector-killed", "09:30:00", "09:40:00"],
    ]);
    await office.connect("pc-1");
    await office.report("pc-1", startedAfterCrash(clockOf("8:59:30")), healthReadingOf(booted, office.now()));
    await office.pass(120);
    expect(await shown()).toEqual([
      ["pc-1", "agent-killed", "09:00:00", "09:30:00"],
      ["pc-1", "collector-killed", "09:30:00", "09:40:00"],
      ["collector", "collector-killed", "09:30:00", "09:40:00"],
      ["pc-1", "agent-killed", "09:40:00", "10:00:00"],
    ]);
  });

  it("is not taken for the collector's death while it lasts, though the computer's words are read again", async () => {
    await office.report("pc-1", healthEventOf("agent-started", "version 0.1.0"));
    await office.passTo("9:00");
    await office.disconnect("pc-1");
    await office.passTo("9:30");
    office.skip(600);
    await office.start();
    await office.pass(600);
    expect(await shown()).toEqual([
      ["pc-1", "unconfirmed", "09:00:00", null],
      ["collector", "collector-killed", "09:30:00", "09:40:00"],
    ]);
  });

  it("is explained anew by what is told late", async () => {
    await office.passTo("9:00");
    await office.disconnect("pc-1");
    await office.passTo("10:00");
    await office.connect("pc-1");
    await office.pass(600);
    expect(await shown()).toEqual([["pc-1", "network-cut", "09:00:00", "10:00:00"]]);
    await office.report("pc-1", ...slept(clockOf("9:00"), clockOf("9:59:30")));
    expect(await shown()).toEqual([["pc-1", "asleep", "09:00:00", "10:00:00"]]);
    expect((await office.gaps())[0]?.explainedAt).toBe(office.now());
  });

  it("is explained after a restart, though nobody announced what was told", async () => {
    await office.passTo("9:00");
    await office.disconnect("pc-1");
    await office.passTo("10:00");
    await office.connect("pc-1");
    // Stored, but the collector dies before anybody looks at it.
    const [at, from] = [office.now(), clockOf("9:00")];
    const rows = slept(from, clockOf("9:59:30")).map((one, index) => ({
      seq: 900 + index,
      fact: "health",
      schema: 1,
      durationMs: null,
      unread: false,
      kind: "event" as const,
      at,
      body: one.body,
    }));
    await office.store.observations.append({
      endpointId: "pc-1",
      epoch: "epoch0001",
      receivedAt: at,
      observations: rows,
      upTo: 901,
    });
    office.skip(2);
    await office.start();
    expect((await shown())[0]).toEqual(["pc-1", "asleep", "09:00:00", "10:00:00"]);
  });

  it("is written later when the store refuses, from when it began", async () => {
    await office.disconnect("pc-1");
    office.failing = true;
    await office.pass(600);
    expect(await shown()).toEqual([]);
    expect(office.logged.length).toBeGreaterThan(0);
    office.failing = false;
    await office.pass(30);
    expect(await shown()).toEqual([["pc-1", "unconfirmed", "08:10:00", null]]);
    office.failing = true;
    await office.connect("pc-1");
    await office.report("pc-1", startedAfterCrash(clockOf("8:09:30")), healthReadingOf(booted, office.now()));
    office.failing = false;
    await office.pass(150);
    expect((await shown())[0]?.[1]).toBe("agent-killed");
  });
});

async function morning(): Promise<void> {
  await office.passTo("8:15");
  await office.disconnect("pc-1");
  await office.passTo("8:25");
  await office.connect("pc-1");
  await office.report("pc-1", startedAfterCrash(clockOf("8:14:30")), healthReadingOf(booted, office.now()));
  await office.pass(30);
  await office.report("pc-1", healthEventOf("clock-jump", "set back", clockOf("8:25"), clockOf("8:22")));
  await office.disconnect("pc-1");
  office.skip(185);
  await office.connect("pc-1");
  await office.pass(300);
}

describe("a write that fails", () => {
  it("changes nothing of what is known in the end, whichever it is", async () => {
    await morning();
    const whole = await shown();
    const writes = office.writes();
    expect(whole.map(([, cause]) => cause)).toEqual(["agent-killed", "clock-moved", "network-cut"]);
    for (let refused = 1; refused <= writes; refused += 1) {
      await office.store.close();
      office = await createWatchedOffice(await openMemoryStore({ chain: "test" }));
      await begin();
      office.refuse(refused);
      await morning();
      expect(await shown(), `with write ${String(refused)} refused`).toEqual(whole);
      expect(office.logged.length, `write ${String(refused)}`).toBeGreaterThan(0);
    }
  });
});

describe("a computer that leaves the watch", () => {
  it("has no gap any more, and none for its rest when it is back", async () => {
    await office.sensors("pc-1", sensor("usb", "failed", "no udev"));
    await office.disconnect("pc-1");
    await office.passTo("9:00");
    await office.store.endpoints.change("pc-1", { state: "resting" });
    await office.pass(30);
    expect(await shown()).toEqual([
      ["pc-1", "unconfirmed", "08:10:00", "09:00:30"],
      ["pc-1 usb", "sensor-failed", "08:10:00", "09:00:30"],
    ]);
    office.skip(3600);
    await office.pass(30);
    await office.store.endpoints.change("pc-1", { state: "active" });
    await office.pass(60);
    expect((await shown()).filter(([, , , to]) => to === null)).toEqual([
      ["pc-1 usb", "sensor-failed", "10:01:30", null],
    ]);
    await office.pass(180);
    expect((await shown()).at(-2)).toEqual(["pc-1", "unconfirmed", "10:01:30", null]);
    const figures = await office.attendance().figures(clockOf("8:00"), clockOf("12:00"), null);
    expect(figures.agentsDue).toBe(3600 + 30 + 210);
  });
});

describe("a sensor's gap", () => {
  it("outlives a restart of its agent and of the collector, until it looked", async () => {
    await office.sensors("pc-1", sensor("lan", "failed", "arp-scan ended with 1"));
    await office.sensors("pc-1", sensor("lan", "pending"));
    office.skip(2);
    await office.start();
    expect((await shown()).at(-1)).toEqual(["pc-1 lan", "sensor-failed", "08:10:00", null]);
    await office.sensors("pc-1", sensor("lan", "ok"));
    expect((await shown()).at(-1)).toEqual(["pc-1 lan", "sensor-failed", "08:10:00", "08:10:02"]);
  });

  it("is found at the start where it was told to nobody", async () => {
    await office.store.endpoints.touch("pc-1", {
      lastSeenAt: office.now(),
      sensors: [sensor("lan", "failed", null), sensor("usb", "unsupported", "none here")],
    });
    office.skip(2);
    await office.start();
    expect((await shown()).filter(([who]) => who !== "collector")).toEqual([
      ["pc-1 lan", "sensor-failed", "08:10:02", null],
    ]);
  });
});

describe("a clock", () => {
  it("that moved and whose agent says nothing is seen by its offset", async () => {
    await office.passTo("9:00");
    office.setClock("pc-1", 7_200_000);
    await office.pass(30);
    expect(await shown()).toEqual([]);
    await office.pass(150);
    expect(await shown()).toEqual([["pc-1", "clock-moved", "09:00:00", "09:00:30"]]);
  });

  it("whose agent told of its move makes no second gap when its offset is seen later", async () => {
    await office.passTo("9:00");
    const told = healthEventOf("clock-jump", "The clock was set back.", clockOf("9:00"), clockOf("8:00"));
    await office.report("pc-1", told);
    await office.pass(240);
    office.setClock("pc-1", -3_600_000);
    await office.pass(600);
    expect(await shown()).toEqual([["pc-1", "clock-moved", "08:00:00", "09:00:00"]]);
  });

  it("that was wrong by decades makes no gap of decades", async () => {
    const [from, to] = ["1970-01-01T00:05:00.000Z", clockOf("8:10")];
    await office.report("pc-1", healthEventOf("clock-jump", "The clock was set forward.", from, to));
    expect((await office.gaps()).map((gap) => [gap.from, gap.to])).toEqual([
      [clockOf("8:10", 23), clockOf("8:10")],
    ]);
  });

  it("that was set by seconds makes no gap", async () => {
    const [from, to] = [clockOf("8:10"), clockOf("8:10:04")];
    await office.report("pc-1", healthEventOf("clock-jump", "The clock was set forward by 4 s.", from, to));
    expect(await shown()).toEqual([]);
  });
});

const asleep = (seconds: number): void => {
  office.skip(seconds);
  office.machine.awakeMs -= seconds * 1000;
};

describe("the collector's own computer", () => {
  beforeEach(async () => {
    office.machine.watched = true;
    office.skip(1);
    await office.start();
    await office.passTo("9:00");
  });

  it("may sleep, and its agents have time to come back", async () => {
    await office.disconnect("pc-1");
    asleep(3600);
    await office.pass(270);
    expect((await shown()).slice(1)).toEqual([["collector", "asleep", "09:00:00", "10:00:30"]]);
    await office.connect("pc-1");
    await office.pass(600);
    expect(await shown()).toHaveLength(2);
  });

  it.each([
    [3600, "09:00:00", "10:00:30"],
    [-1800, "08:30:30", "09:00:00"],
  ])("may have its clock set by %i s", async (seconds, from, to) => {
    office.skip(seconds);
    office.machine.awakeMs -= seconds * 1000;
    office.machine.bootMs -= seconds * 1000;
    await office.pass(30);
    expect((await shown()).find(([, cause]) => cause === "clock-moved")).toEqual([
      "collector",
      "clock-moved",
      from,
      to,
    ]);
  });

  it("may stand still", async () => {
    office.skip(300);
    await office.pass(30);
    expect((await shown()).at(-1)).toEqual(["collector", "unconfirmed", "09:00:00", "09:05:30"]);
  });
});

describe("the coverage", () => {
  it("says what is watched of what there is", async () => {
    const { registers, endpoints } = office.store;
    const member = { kind: "member", note: null } as const;
    await registers.putSite({ id: "a", name: "A", coverage: "open", ...member });
    await registers.putSite({ id: "b", name: "B", coverage: "declined", ...member });
    await registers.putSite({ id: "c", name: "C", coverage: "self-check", ...member });
    await registers.putSite({ id: "d", name: "D", coverage: "open", ...member });
    await office.enrol("pc-2", "a");
    for (const [id, state] of [
      ["pc-3", "resting"],
      ["pc-4", "retired"],
    ] as const) {
      await office.enrol(id);
      await endpoints.change(id, { state });
    }
    const network = {
      siteId: "office",
      subnets: [],
      gatewayMacs: [],
      createdAt: office.now(),
      learningUntil: null,
    };
    await registers.putNetwork({ ...network, id: "n1", name: "事務局LAN", mode: "watching" });
    await registers.putNetwork({ ...network, id: "n2", name: "倉庫", mode: "learning" });
    await registers.putNetwork({ ...network, id: "n3", name: "来客", mode: "guest" });
    const asset = {
      siteId: "office",
      place: null,
      user: null,
      note: null,
      managementNumber: null,
      createdAt: office.now(),
      updatedAt: office.now(),
    };
    await registers.putAsset({ ...asset, id: "as-1", kind: "nas", name: "NAS", mac: null, state: "in-use" });
    await registers.putAsset({
      ...asset,
      id: "as-2",
      kind: "printer",
      name: "旧",
      mac: null,
      state: "retired",
    });
    expect(await office.attendance().coverage()).toEqual({
      computersWatched: 2,
      computersInLedger: 3,
      networksWatched: 1,
      networksLearning: 1,
      networksUnheard: 2,
      firms: { watched: 1, selfCheck: 1, declined: 1, open: 1 },
      agentless: 1,
      strangers: 0,
    });
  });
});
