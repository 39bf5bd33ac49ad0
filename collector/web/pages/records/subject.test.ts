import { describe, expect, it } from "vitest";
import type { RecordRow } from "#shared/api/watch-schemas.ts";
import { mondayOf, subjectOf } from "./subject.ts";

const row = (action: string | null, subject: string | null, detail: RecordRow["detail"] = {}): RecordRow => ({
  chain: "collector",
  index: 1,
  at: "2026-11-24T06:00:00.000Z",
  actor: "立山 花子",
  action,
  subject,
  detail,
  hash: "0".repeat(64),
});

describe("what a record is about", () => {
  it.each([
    [
      row("incident.received", "i1", { number: "R8-0142" }),
      { kind: "incident", id: "i1", number: "R8-0142" },
    ],
    [row("incident.received", "i1", { number: 3 }), { kind: "incident", id: "i1", number: null }],
    [row("gap.noted", "e4"), { kind: "endpoint", id: "e4" }],
    [row("gap.noted", null), null],
    [row("endpoint.revoked", "e4"), { kind: "endpoint", id: "e4" }],
    [row("report.made", "weekly-2026-11-16"), { kind: "report", id: "weekly-2026-11-16" }],
    [row("delivery.sent", "weekly-2026-11-16"), { kind: "report", id: "weekly-2026-11-16" }],
    [row("delivery.sent", "i1"), { kind: "notice", id: "i1" }],
    [row("session.signed-in", "p1"), { kind: "person", id: "p1" }],
    [row("enrolment.code-made", "s1"), { kind: "site", id: "s1" }],
    [row("backup.made", "/var/copies/1"), { kind: "other", id: "/var/copies/1" }],
    [row("usb-device.decision-kept", "m1"), { kind: "medium", id: "m1" }],
    [row("constructor.called", "x"), { kind: "other", id: "x" }],
    [row(null, null, null), null],
  ])("%o", (given, subject) => {
    expect(subjectOf(given)).toEqual(subject);
  });
});

describe("the Monday of a summary", () => {
  it("is read from its identifier only", () => {
    expect(mondayOf("weekly-2026-11-16")).toBe("2026-11-16");
    expect(mondayOf("weekly-soon")).toBeNull();
    expect(mondayOf("2026-11-16")).toBeNull();
  });
});
