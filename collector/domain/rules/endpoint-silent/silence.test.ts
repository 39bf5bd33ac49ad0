import { describe, expect, it } from "vitest";
import type { GapCause } from "#shared/model/attendance.ts";
import type { EndpointState } from "#shared/model/endpoint.ts";
import {
  computer,
  createCourse,
  gapOf,
  jst,
  subjectAt,
  testCalendar,
  testPolicy,
} from "../../conditions/computer-testing.ts";
import type { Computer, ComputerSubject } from "../../conditions/subject.ts";
import { endpointSilent } from "./index.ts";

// 2026-11-24 is a Tuesday.
const since = jst("2026-11-24 10:00");
const silent = (
  cause: GapCause,
  change: Partial<Computer> = {},
  macSeenAt: string | null = null,
): ComputerSubject =>
  subjectAt(since, {
    endpoint: computer(change),
    connected: false,
    gaps: [gapOf(since, null, cause)],
    macSeenAt,
  });
const told = (subject: ComputerSubject, time: string) => {
  const answer = endpointSilent.judge(subject, jst(time), testPolicy, testCalendar);
  return typeof answer === "string"
    ? answer
    : [answer.severity, answer.outcome, answer.data["reason"], answer.notBefore].join(" ");
};
const server = { kind: "server" } as const;

describe("endpoint-silent", () => {
  it.each<[string, ComputerSubject, string, string]>([
    [
      "a server",
      silent("unconfirmed", server),
      "2026-11-24 10:01",
      `warning incident server ${jst("2026-11-24 10:05")}`,
    ],
    [
      "a server that was shut down",
      silent("computer-off", server),
      "2026-11-24 10:01",
      `warning incident server ${jst("2026-11-24 10:30")}`,
    ],
    [
      "a server that is restarting",
      silent("unconfirmed", { ...server, state: "restarting" }),
      "2026-11-24 10:01",
      `warning incident server ${jst("2026-11-24 10:30")}`,
    ],
    [
      "a server whose power failed",
      silent("power-lost", server),
      "2026-11-24 10:01",
      `warning incident server ${jst("2026-11-24 10:05")}`,
    ],
    [
      "a terminal that vanished",
      silent("unconfirmed"),
      "2026-11-24 10:01",
      `caution corrective vanished ${jst("2026-11-24 10:30")}`,
    ],
    [
      "a terminal whose agent was stopped",
      silent("agent-stopped"),
      "2026-11-24 10:01",
      `caution corrective vanished ${jst("2026-11-24 10:30")}`,
    ],
    [
      "a terminal seen since",
      silent("unconfirmed", {}, jst("2026-11-24 10:10")),
      "2026-11-24 10:15",
      `warning incident still-there ${jst("2026-11-24 10:30")}`,
    ],
    [
      "a terminal last seen before",
      silent("unconfirmed", {}, jst("2026-11-24 09:59")),
      "2026-11-24 10:15",
      `caution corrective vanished ${jst("2026-11-24 10:30")}`,
    ],
    ["a terminal that was shut down", silent("computer-off"), "2026-11-25 10:00", "absent"],
    ["a terminal that sleeps", silent("asleep"), "2026-11-25 10:00", "absent"],
    [
      "off, seen by its network card",
      silent("computer-off", {}, jst("2026-11-24 10:10")),
      "2026-11-25 10:00",
      "absent",
    ],
    ["off for 5 business days, to the minute before", silent("computer-off"), "2026-12-01 17:29", "absent"],
    [
      "off for 5 business days",
      silent("computer-off"),
      "2026-12-01 17:30",
      "caution corrective whereabouts ",
    ],
  ])("%s", (_, subject, time, expected) => {
    expect(told(subject, time)).toBe(expected);
  });

  it.each<[EndpointState, string]>([
    ["resting", "absent"],
    ["taken-out", "absent"],
    ["restarting", "absent"],
    ["active", `caution corrective vanished ${jst("2026-11-24 10:30")}`],
  ])("of a terminal in the state %s says %s", (state, expected) => {
    expect(told(silent("unconfirmed", { state }), "2026-11-27 10:00")).toBe(expected);
  });

  it("is over when the computer is heard, and unknown while no gap tells since when it is not", () => {
    const subject = silent("unconfirmed");
    expect(told({ ...subject, connected: true }, "2026-11-24 11:00")).toBe("absent");
    expect(told({ ...subject, gaps: [] }, "2026-11-24 11:00")).toBe("unknown");
  });
});

describe("the course of a silence", () => {
  it("of a terminal: half an hour, a business day, a case", () => {
    const course = createCourse();
    const at = (time: string) => course.step(silent("unconfirmed"), jst(time)).incidents;
    expect(at("2026-11-24 10:01")).toEqual([]);
    expect(course.known()).toMatchObject([{ state: "waiting", dueAt: jst("2026-11-24 10:30") }]);
    expect(at("2026-11-24 10:30")).toEqual([]);
    expect(course.known()).toMatchObject([{ state: "open", dueAt: jst("2026-11-25 10:30") }]);
    expect(at("2026-11-25 10:30")).toMatchObject([
      { finding: { fingerprint: "endpoint-silent|s1|2026-11-25" } },
    ]);
  });

  it("of a terminal that is seen on the network while its row is open: a case at once", () => {
    const course = createCourse();
    course.step(silent("unconfirmed"), jst("2026-11-24 10:01"));
    course.step(silent("unconfirmed"), jst("2026-11-24 10:30"));
    const seen = silent("unconfirmed", {}, jst("2026-11-24 10:40"));
    expect(course.step(seen, jst("2026-11-24 10:40")).incidents).toMatchObject([
      { finding: { severity: "warning", data: { reason: "still-there" } } },
    ]);
  });

  it("of a terminal that is back within half an hour: nothing was told", () => {
    const course = createCourse();
    course.step(silent("unconfirmed"), jst("2026-11-24 10:01"));
    const back = subjectAt(jst("2026-11-24 10:20"), {
      gaps: [gapOf(since, jst("2026-11-24 10:20"), "network-cut")],
    });
    expect(course.step(back, jst("2026-11-24 10:20")).incidents).toEqual([]);
    expect(course.known()).toMatchObject([{ state: "ended", openedAt: null }]);
  });

  it("of a server: a case after five minutes, at night as by day", () => {
    const course = createCourse();
    const night = subjectAt(since, {
      endpoint: computer(server),
      connected: false,
      gaps: [gapOf(jst("2026-11-24 02:00"), null, "unconfirmed")],
    });
    expect(course.step(night, jst("2026-11-24 02:00")).incidents).toEqual([]);
    expect(course.known()).toMatchObject([{ dueAt: jst("2026-11-24 02:05") }]);
    expect(course.step(night, jst("2026-11-24 02:05")).incidents).toHaveLength(1);
  });
});
