import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Gap, GapCause } from "#shared/model/attendance.ts";
import type { UsbDevice } from "#shared/facts/usb.ts";
import type { ComplianceRow } from "#shared/model/compliance.ts";
import type { Condition } from "#shared/model/condition.ts";
import type { IncidentEvent, IncidentState } from "#shared/model/incident.ts";
import { finishedAt } from "./finished-at.ts";
import { mediaSeenIn, type UsbTold } from "./media-seen.ts";
import { weekBefore, weeklySummary, type WeeklyInput, weekOf } from "./weekly.ts";

const monday = "2026-11-16";
const seconds = { collectorDue: 0, collectorWatched: 0, agentsDue: 0, agentsWatched: 0, sensorsDue: 0 };
const empty: WeeklyInput = {
  monday,
  madeAt: "2026-11-22T23:30:00Z",
  organisation: "見本管工事協同組合",
  rows: [],
  figures: {
    total: 0,
    withinDeadline: 0,
    applied: 0,
    diagnosed: 0,
    byState: {
      "support-ended": 0,
      silent: 0,
      "could-not-look": 0,
      unsupported: 0,
      overdue: 0,
      failed: 0,
      "reboot-pending": 0,
      "in-grace": 0,
      applied: 0,
    },
  },
  before: null,
  targetPercent: 95,
  antivirus: [],
  mediaSeen: 0,
  mediaUndecided: 0,
  devicesUndecided: 0,
  arrived: [],
  open: [],
  finishedAt: [],
  conditions: [],
  attendance: { ...weekOf(monday), ...seconds, sensorsWatched: 0, gaps: 0, openGaps: 0, unconfirmed: 0 },
  coverage: {
    computersWatched: 0,
    computersInLedger: 0,
    networksWatched: 0,
    networksLearning: 0,
    networksUnheard: 0,
    firms: { watched: 0, selfCheck: 0, declined: 0, open: 0 },
    agentless: 0,
    strangers: 0,
  },
  gaps: [],
  checkpoint: null,
};

describe("the week of a summary", () => {
  it("runs from Monday's midnight to the next Monday's by the office's clock", () => {
    expect(weekOf(monday)).toEqual({
      from: "2026-11-15T15:00:00Z",
      to: "2026-11-22T15:00:00Z",
      sunday: "2026-11-22",
    });
    expect(weekBefore("2027-01-04")).toBe("2026-12-28");
  });

  it.each([
    ["2026-11-15T14:59:59.999Z", 0],
    ["2026-11-15T15:00:00.000Z", 1],
    ["2026-11-22T14:59:59.999Z", 1],
    ["2026-11-22T15:00:00.000Z", 0],
  ])("counts what ended at %s %i times", (at, count) => {
    const ended: Condition = {
      id: "c1",
      rule: "endpoint-silent",
      endpointId: "pc-1",
      siteId: "office",
      severity: "caution",
      state: "ended",
      beganAt: "2026-08-01T00:00:00.000Z",
      afterAbsence: false,
      openedAt: at,
      dueAt: null,
      incidentId: null,
      receivedAt: null,
      receivedBy: null,
      endedAt: at,
      data: {},
    };
    const summary = weeklySummary({ ...empty, finishedAt: [at], conditions: [ended] });
    expect(summary.incidents.closed).toBe(count);
    expect(summary.correctives).toEqual({ opened: count, ended: count, open: 0 });
  });
});

const gap = (id: string, cause: GapCause, minutes: number | null): WeeklyInput["gaps"][number] => {
  const from = "2026-11-17T08:00:00.000Z";
  const to = minutes === null ? null : Temporal.Instant.from(from).add({ minutes }).toString();
  const one: Gap = {
    id,
    subject: "agent",
    endpointId: "pc-1",
    fact: null,
    from,
    to,
    cause,
    detail: "",
    explainedAt: null,
  };
  return { ...one, endpointName: "PC-01" };
};

describe("the list of gaps", () => {
  it("never loses a gap that matters to the nights of a large office", () => {
    const nights = Array.from({ length: 700 }, (_, index) =>
      gap(`n${String(index)}`, index % 2 === 0 ? "computer-off" : "asleep", 900),
    );
    const killed = gap("killed", "agent-killed", 5);
    const summary = weeklySummary({
      ...empty,
      gaps: [...nights, killed, gap("silent", "unconfirmed", null)],
    });
    expect(summary.gaps.slice(0, 2).map(({ id }) => id)).toEqual(["silent", "killed"]);
    expect([summary.gaps.length, summary.gapsLeftOut]).toEqual([500, 202]);
  });
});

const row = (hostname: string, siteName: string, state: ComplianceRow["state"]): ComplianceRow => ({
  endpointId: hostname,
  hostname,
  siteId: siteName,
  siteName,
  state,
  pending: 1,
  security: 1,
  overdueDays: 1,
  nextDueAt: null,
  worst: null,
  lookedAt: null,
});

describe("the list of overdue computers", () => {
  it("has 期限超過 first and サポート終了 below, by site and name", () => {
    const rows = [
      row("PC-2", "検針", "support-ended"),
      row("PC-10", "事務局", "overdue"),
      row("PC-9", "事務局", "overdue"),
      row("PC-1", "検針", "overdue"),
      row("PC-3", "事務局", "applied"),
    ];
    expect(weeklySummary({ ...empty, rows }).patch.overdue.map(({ hostname }) => hostname)).toEqual([
      "PC-1",
      "PC-9",
      "PC-10",
      "PC-2",
    ]);
  });
});

let count = 0;
const event = (change: IncidentEvent["change"], day: number): IncidentEvent => {
  const at = `2026-11-${String(day)}T01:00:00.000Z`;
  count += 1;
  const actor = { kind: "person", id: "p1", name: "山田" } as const;
  return { id: `e${String(count)}`, incidentId: "case", at, recordedAt: at, actor, change };
};
const set = (state: IncidentState, day: number): IncidentEvent =>
  event({ type: "state-set", state, reason: "理由" }, day);
const remark = event({ type: "commented", text: "追記" }, 25);

describe("when a case was finished", () => {
  it.each([
    ["is not moved by a later remark", [set("closed", 18), remark], "18"],
    ["is the first of two endings", [set("closed", 18), set("false-alarm", 20)], "18"],
    [
      "is the last time where it was taken up again",
      [set("closed", 18), set("checking", 19), set("closed", 24)],
      "24",
    ],
    ["is never where it was taken up again", [set("closed", 18), set("checking", 19)], null],
    ["is never where nobody finished it", [set("recovered", 18), remark], null],
  ])("%s", (_, events, day) => {
    expect(finishedAt(events)).toBe(day === null ? null : `2026-11-${day}T01:00:00.000Z`);
  });
});

const device = (changes: Partial<UsbDevice> = {}): UsbDevice => ({
  key: "0781:5581:A",
  port: "1-2",
  vendorId: "0781",
  productId: "5581",
  vendor: null,
  product: null,
  serial: "A",
  serialQuality: "unique",
  kind: "usb-memory",
  volumes: [],
  sizeBytes: null,
  ...changes,
});
const plugged = (at: string, one = device(), receivedAt = at): UsbTold => ({
  kind: "event",
  at,
  receivedAt,
  body: { type: "inserted", device: one, bytesWritten: null, noticedBy: "event" },
});
const present = (at: string, devices: readonly UsbDevice[]): UsbTold => ({
  kind: "reading",
  at,
  receivedAt: at,
  body: { status: "ok", value: { devices, source: "sysfs", watch: "running", assist: "running" } },
});
const inside = "2026-11-18T01:00:00.000Z";
const seen = (told: readonly UsbTold[]): readonly string[] => [...mediaSeenIn(told, weekOf(monday))];

describe("media seen in a week", () => {
  it("are counted once, however often and wherever they were plugged in", () => {
    expect(seen([plugged(inside), plugged("2026-11-19T01:00:00.000Z"), present(inside, [device()])])).toEqual(
      ["0781:5581:A"],
    );
  });

  it("are those of the week alone, whatever is plugged in when the paper is made", () => {
    expect(seen([plugged("2026-11-22T23:00:00.000Z"), plugged("2026-11-15T14:00:00.000Z")])).toEqual([]);
    // Told late, of a computer that was away; and by a clock that runs a week ahead.
    expect(seen([plugged(inside, device(), "2026-11-22T23:00:00.000Z")])).toHaveLength(1);
    expect(seen([plugged("2026-11-25T01:00:00.000Z", device(), inside)])).toHaveLength(1);
  });

  it("are media: no keyboard, and twins that cannot be told apart are one", () => {
    const twin = { serialQuality: "missing", serial: null } as const;
    expect(
      seen([
        present(inside, [
          device({ kind: "keyboard", key: "046d:c31c:" }),
          device({ ...twin, key: "0781:5581:", port: "1-1" }),
          device({ ...twin, key: "0781:5581:", port: "1-3" }),
        ]),
      ]),
    ).toEqual(["0781:5581:"]);
  });

  it("are not lost to an observation that nobody understands", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("event" as const, "reading" as const), (body, kind) => {
        const strange: UsbTold = { kind, at: inside, receivedAt: inside, body };
        expect(seen([strange, plugged(inside)])).toEqual(["0781:5581:A"]);
      }),
    );
  });
});
