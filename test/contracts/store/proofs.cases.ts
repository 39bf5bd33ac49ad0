import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { canonicalJson, verifyLink } from "#collector/records/port.ts";
import { type ChainedRecord, type Effects, noEffects, type Store } from "#collector/storage/port.ts";
import { at, delivery, entry, event, everyItem, opened, sighting, stick, stranger } from "./samples.ts";
import { condition, gap, report } from "./watch-samples.ts";

const sha256 = (document: unknown): string =>
  createHash("sha256").update(canonicalJson(document), "utf8").digest("hex");

const proof = (kind: string, id: string, document: unknown) => ({
  proves: { kind, id, sha256: sha256(document) },
});

export function proofCases(store: () => Store): void {
  const oldestFirst = async (): Promise<readonly ChainedRecord[]> =>
    (await everyItem(async (page) => store().records.list(page), 50)).toReversed();

  /** What a record says of a row, without the salt and the links. */
  const told = async () => {
    const records = await oldestFirst();
    expect(records.map((one, i) => verifyLink(records[i - 1] ?? null, one))).toEqual(records.map(() => null));
    return records.map(({ payload }) => payload);
  };
  const put = async (effects: Partial<Effects>): Promise<void> =>
    store().effects.apply({ ...noEffects, ...effects });

  const attempt = async (
    id: string,
    state: "waiting" | "sent" | "failed",
    lastError: string | null,
    second: number,
  ): Promise<void> =>
    store().notifications.attempted(id, { state, dueAt: at(second + 60), lastError, at: at(second) }, null);

  describe("what is written", () => {
    it("goes into the chain with its commit: cases, gaps and summaries", async () => {
      const effects = {
        incidentEvents: [opened("i1", "usb:A")],
        gaps: [gap("g1"), gap("g2", { subject: "collector", endpointId: null, to: at(150) })],
        reports: [report("2026-11-16")],
        conditions: [condition("c1")],
        updates: [{ key: "apt|x|1", at: at(1) }],
        jobs: [{ job: "weekly", occurrence: "2026-11-16", at: at(1) }],
        media: [sighting(stick("A"))],
        deliveries: [delivery("d1", "i1")],
      };
      await put(effects);
      const records = await told();
      const [stored] = await store().incidents.events("i1");
      expect(records).toHaveLength(4);
      expect(records).toContainEqual({
        at: at(20),
        actor: { kind: "machine", id: null, name: "火の見" },
        action: "incident.opened",
        subject: "i1",
        detail: { number: "R8-0001", ...proof("incident-event", "i1-opened", stored) },
      });
      expect(records).toContainEqual(
        expect.objectContaining({
          at: at(100),
          action: "gap.noted",
          detail: proof("gap", "g1", gap("g1")),
        }),
      );
      expect(records).toContainEqual(
        expect.objectContaining({
          at: at(150),
          action: "gap.noted",
          detail: proof("gap", "g2", effects.gaps[1]),
        }),
      );
      expect(records).toContainEqual(
        expect.objectContaining({
          at: at(40),
          action: "report.made",
          subject: "weekly-2026-11-16",
          detail: proof("report", "weekly-2026-11-16", await store().reports.get("weekly-2026-11-16")),
        }),
      );
      await put(effects);
      expect(await told()).toEqual(records);
    });

    it("is chained again where a gap changed, and not where a summary stays", async () => {
      await put({ gaps: [gap("g1")], reports: [report("2026-11-16")] });
      const known = gap("g1", { to: at(130), cause: "asleep", explainedAt: at(140) });
      await put({ gaps: [known], reports: [report("2026-11-16", { organisation: "別の組合" })] });
      await put({ gaps: [known] });
      const records = await told();
      expect(records.map((one) => one?.action)).toEqual(["gap.noted", "report.made", "gap.noted"]);
      expect(records.at(-1)).toMatchObject({ at: at(140), detail: proof("gap", "g1", known) });
    });

    it("bears who did it, and the event as it stands on the case it joined", async () => {
      const person = { kind: "person", id: "p1", name: "山田" } as const;
      const received = event("e1", "i1", { type: "received", means: "screen", stamps: [] }, at(40));
      await put({ incidentEvents: [opened("i1", "usb:A"), { ...received, actor: person }] });
      await put({ incidentEvents: [opened("i2", "usb:A", at(50))] });
      const events = await store().incidents.events("i1");
      expect(await told()).toMatchObject([
        { action: "incident.opened" },
        { action: "incident.received", actor: person, detail: proof("incident-event", "e1", events[1]) },
        {
          action: "incident.repeated",
          subject: "i1",
          detail: { number: "R8-0001", ...proof("incident-event", "i2-opened", events[2]) },
        },
      ]);
    });

    it("leaves no record where nothing was written", async () => {
      await expect(
        put({ gaps: [gap("g1")], incidentEvents: [event("e1", "nothing", { type: "ended", data: {} })] }),
      ).rejects.toThrow("There is no case");
      expect(await told()).toEqual([]);
      expect((await store().records.append(entry("next"))).index).toBe(1);
    });

    it("keeps the chain whole when many write at once and some of them fail", async () => {
      const orphan = event("e1", "nothing", { type: "ended", data: {} });
      const answers = await Promise.allSettled(
        Array.from({ length: 30 }, async (_, i) => {
          if (i % 3 === 0) return put({ gaps: [gap(`g${i}`)] });
          if (i % 3 === 1) return put({ gaps: [gap(`g${i}`)], incidentEvents: [orphan] });
          await store().records.append(entry(`act-${i}`));
        }),
      );
      expect(answers.filter((one) => one.status === "rejected")).toHaveLength(10);
      expect(await told()).toHaveLength(20);
      expect(await store().attendance.open()).toHaveLength(10);
    });
  });

  describe("decisions", () => {
    it("about media go into the chain as the register keeps them", async () => {
      await put({ media: [sighting(stick("A"))] });
      const id = (await store().registers.mediumByKey("0781:5581:A"))?.id ?? "";
      const decision = {
        right: "temporary" as const,
        endpointIds: ["pc1"],
        managementNumber: "U-01",
        user: "佐藤",
        note: null,
        expiresAt: at(9000),
        decidedBy: "山田",
        decidedAt: at(15),
      };
      await store().registers.decideMedium(id, decision);
      await store().registers.decideMedium("nothing", decision);
      await put({ media: [sighting(stick("A"), { at: at(30) })] });
      expect(await told()).toEqual([
        {
          at: at(15),
          actor: { kind: "person", id: null, name: "山田" },
          action: "usb-device.decision-kept",
          subject: id,
          detail: proof("medium-decision", id, decision),
        },
      ]);
    });

    it("about devices on the network go into the chain, each one of many at once", async () => {
      await put({
        lanDevices: [
          stranger("02:00:00:00:00:01", { rightIfNew: "initial" }),
          stranger("02:00:00:00:00:02", { rightIfNew: "initial" }),
          stranger("02:00:00:00:00:03"),
        ],
      });
      const idOf = async (last: string): Promise<string> =>
        (await store().registers.lanDevice("net-1", `02:00:00:00:00:0${last}`))?.id ?? "";
      const decision = {
        right: "fixed",
        kind: "複合機",
        place: "2階",
        note: null,
        expiresAt: null,
        decidedBy: "山田",
        decidedAt: at(20),
      } as const;
      await store().registers.decideLanDevice(await idOf("3"), decision);
      await store().registers.allowInitial("net-1", "佐藤", at(40));
      const allowed = {
        ...decision,
        right: "allowed",
        kind: null,
        place: null,
        decidedBy: "佐藤",
        decidedAt: at(40),
      };
      const records = await told();
      expect(records).toHaveLength(3);
      expect(records[0]).toEqual({
        at: at(20),
        actor: { kind: "person", id: null, name: "山田" },
        action: "lan-device.decision-kept",
        subject: await idOf("3"),
        detail: proof("lan-decision", await idOf("3"), decision),
      });
      for (const last of ["1", "2"])
        expect(records).toContainEqual({
          at: at(40),
          actor: { kind: "person", id: null, name: "佐藤" },
          action: "lan-device.decision-kept",
          subject: await idOf(last),
          detail: proof("lan-decision", await idOf(last), allowed),
        });
    });
  });

  describe("notices", () => {
    it("go into the chain when sent, when given up and when a reason is new", async () => {
      await put({
        deliveries: [
          delivery("d1", { kind: "digest", id: "2026-11-24" }),
          delivery("d2", { kind: "report", id: "weekly-2026-11-16" }),
        ],
      });
      await attempt("d1", "waiting", "refused", 10);
      await attempt("d1", "waiting", "refused", 20);
      await attempt("d1", "waiting", "no route", 30);
      await attempt("d1", "sent", null, 40);
      await attempt("d1", "failed", "too late", 50);
      await attempt("d2", "failed", "no such address", 60);
      const row = { about: { kind: "digest", id: "2026-11-24" }, personId: "p1", channel: "email" };
      const ofD1 = (second: number, state: string, lastError: string | null) => ({
        at: at(second),
        action: `delivery.${state}`,
        subject: "2026-11-24",
        detail: proof("delivery", "d1", { ...row, state, lastError }),
      });
      expect(await told()).toMatchObject([
        ofD1(10, "waiting", "refused"),
        ofD1(30, "waiting", "no route"),
        ofD1(40, "sent", null),
        { at: at(60), action: "delivery.failed", subject: "weekly-2026-11-16" },
      ]);
    });

    it("about a case leave their record beside the case's own event", async () => {
      await put({ incidentEvents: [opened("i1", "usb:A")], deliveries: [delivery("d1", "i1")] });
      const notified = event("d1-1", "i1", {
        type: "notified",
        personId: "p1",
        personName: "山田",
        channel: "email",
        outcome: "sent",
        reason: "",
      });
      const sent = { state: "sent", dueAt: at(20), lastError: null, at: at(50) } as const;
      await store().notifications.attempted("d1", sent, notified);
      await store().notifications.attempted("d1", sent, notified);
      const actions = (await told()).map((one) => one?.action);
      expect(actions).toHaveLength(3);
      expect(new Set(actions)).toEqual(new Set(["delivery.sent", "incident.notified", "incident.opened"]));
    });
  });
}
