import { describe, expect, it } from "vitest";
import type { Actor, IncidentEvent } from "#shared/model/incident.ts";
import { foldIncident } from "./fold.ts";
import { IncidentFoldError, type StoredIncident } from "./incident.ts";

const machine: Actor = { kind: "machine", id: null, name: "火の見（自動検知）" };
const yamada: Actor = { kind: "person", id: "p1", name: "山田" };
let count = 0;
const event = (
  change: IncidentEvent["change"],
  at = "2026-11-24T07:05:00.000Z",
  actor = machine,
): IncidentEvent => ({
  id: `e${String((count += 1))}`,
  incidentId: "case-1",
  at,
  recordedAt: at,
  actor,
  change,
});
const opened = event({
  type: "opened",
  rule: "usb-unregistered",
  fingerprint: "usb-unregistered|ep1|k",
  severity: "warning",
  endpointId: "ep1",
  siteId: "office",
  data: { product: "Ultra", bytesWritten: null },
});
const fold = (events: readonly IncidentEvent[]): StoredIncident => {
  let folded: StoredIncident | null = null;
  for (const one of events) folded = foldIncident(folded, one, "R8-0001");
  if (folded === null) throw new Error("no events");
  return folded;
};

describe("foldIncident", () => {
  it("opens a case in the state 検知 with the times of happening and of arrival", () => {
    const late = { ...opened, recordedAt: "2026-11-24T23:40:00.000Z" };
    expect(foldIncident(null, late, "R8-0142")).toMatchObject({
      number: "R8-0142",
      state: "detected",
      openedAt: "2026-11-24T07:05:00.000Z",
      arrivedAt: "2026-11-24T23:40:00.000Z",
      occurrences: 1,
      ongoing: true,
      receivedAt: null,
    });
  });

  it("counts repeats, ends what was found, and keeps what each of them told", () => {
    const folded = fold([
      opened,
      event({ type: "ended", data: { bytesWritten: 4096 } }),
      event({ type: "repeated", data: { port: "1-2" } }),
      event({ type: "ended", data: {} }),
    ]);
    expect(folded).toMatchObject({
      occurrences: 2,
      ongoing: false,
      data: { product: "Ultra", bytesWritten: 4096, port: "1-2" },
    });
  });

  it("takes the first 受領 as the receipt and moves the case to 受付", () => {
    const folded = fold([
      opened,
      event({ type: "received", means: "screen", stamps: [] }, "2026-11-24T07:10:00.000Z", yamada),
      event({ type: "received", means: "screen", stamps: [] }, "2026-11-24T07:12:00.000Z", {
        ...yamada,
        name: "佐藤",
      }),
    ]);
    expect(folded).toMatchObject({
      state: "accepted",
      receivedAt: "2026-11-24T07:10:00.000Z",
      receivedBy: "山田",
    });
  });

  it("does not throw a case back to 受付 when it is received later", () => {
    const folded = fold([
      opened,
      event({ type: "state-set", state: "handling", reason: "確認する" }, undefined, yamada),
      event({ type: "received", means: "telephone", stamps: [] }, undefined, yamada),
    ]);
    expect(folded.state).toBe("handling");
  });

  it("is not changed by its own opening told again after a crash", () => {
    const once = fold([opened, event({ type: "commented", text: "見ました" })]);
    expect(foldIncident(once, opened, "R8-0099")).toEqual(once);
  });

  it("refuses a history that does not begin with an opening, and an event of another case", () => {
    expect(() => foldIncident(null, event({ type: "commented", text: "a" }), "R8-1")).toThrow(
      IncidentFoldError,
    );
    expect(() => foldIncident(fold([opened]), { ...opened, incidentId: "case-2" }, "R8-1")).toThrow(
      IncidentFoldError,
    );
  });

  it("never moves the time of change backwards", () => {
    const folded = fold([
      event({ ...opened.change, type: "opened" } as IncidentEvent["change"], "2026-11-24T08:00:00.000Z"),
      event({ type: "commented", text: "late" }, "2026-11-24T07:00:00.000Z"),
    ]);
    expect(folded.updatedAt).toBe("2026-11-24T08:00:00.000Z");
  });
});
