import { describe, expect, it } from "vitest";
import { groupConditions } from "#collector/domain/conditions/rows.ts";
import { noEffects } from "#collector/storage/port.ts";
import type { CheckedObservation } from "#collector/storage/port.ts";
import { allRows } from "../pages.ts";
import { createTestOffice, type TestOffice } from "./testing.ts";

/** `2027-01-05 08:30` of the office's clock. */
const jst = (text: string): string => Temporal.Instant.from(`${text.replace(" ", "T")}:00+09:00`).toString();
const computers = Array.from({ length: 40 }, (_, index) => `pc-${String(index + 1).padStart(2, "0")}`);

const patchReading: Partial<CheckedObservation> = {
  fact: "patch",
  kind: "reading",
  body: {
    status: "ok",
    value: {
      source: "apt",
      operatingSystem: {
        id: "debian",
        version: "13",
        edition: null,
        build: null,
        name: "Debian GNU/Linux 13 (trixie)",
      },
      listsUpdatedAt: null,
      pending: [
        {
          name: "openssl",
          installed: "3.5.1",
          candidate: "3.5.2",
          security: true,
          severity: "important",
          origin: "Debian-Security:13/stable-security",
          kb: [],
        },
      ],
      rebootRequired: false,
      rebootPackages: [],
    },
  },
};
const antivirusReading = (builtAt: string): Partial<CheckedObservation> => {
  const definitions = { name: "daily", version: "27500", builtAt };
  return {
    fact: "antivirus",
    kind: "reading",
    body: {
      status: "ok",
      value: {
        state: "on",
        products: [
          {
            name: "ClamAV",
            engineVersion: "1.4",
            state: "on",
            running: true,
            onAccess: null,
            loaded: definitions,
            onDisk: [definitions],
          },
        ],
      },
    },
  };
};

/** Forty computers in use since December, off from the evening of the 28th, and back on 5 January at 08:30. */
async function january(): Promise<TestOffice> {
  const made = await createTestOffice();
  made.setTime(jst("2026-12-01 09:00"));
  for (const id of computers) await made.enrol(id);
  await made.pipeline.start();
  made.setTime(jst("2026-12-18 10:00"));
  for (const id of computers)
    await made.report(id, patchReading, antivirusReading("2026-12-18T00:00:00.000Z"));
  made.setTime(jst("2026-12-28 12:00"));
  for (const id of computers) await made.report(id, antivirusReading("2026-12-27T00:00:00.000Z"));
  expect(await rows(made)).toEqual([]);
  made.setTime(jst("2027-01-05 08:30"));
  await made.store.effects.apply({
    ...noEffects,
    gaps: computers.map((endpointId) => ({
      id: `gap-${endpointId}`,
      subject: "agent",
      endpointId,
      fact: null,
      from: jst("2026-12-28 17:40"),
      to: jst("2027-01-05 08:30"),
      cause: "computer-off",
      detail: "",
      explainedAt: jst("2027-01-05 08:30"),
    })),
  });
  for (const id of computers)
    await made.report(id, patchReading, antivirusReading("2026-12-27T00:00:00.000Z"));
  return made;
}
const rows = async ({ store }: TestOffice) =>
  groupConditions(
    await allRows((query) => store.conditions.list({ ...query, states: ["waiting", "open"] })),
  ).map(({ rule, waiting, open, becameIncident }) => ({ rule, waiting, open, becameIncident }));
const cases = async ({ store }: TestOffice) => (await store.incidents.list({ limit: 100 })).items;

describe("forty computers that return on 5 January", () => {
  it("make no 事案 and two rows, which wait while the computers bring themselves up to date", async () => {
    const made = await january();
    expect(await cases(made)).toEqual([]);
    expect(await rows(made)).toEqual(
      expect.arrayContaining([
        { rule: "patch-overdue", waiting: 40, open: 0, becameIncident: 0 },
        { rule: "antivirus-stale", waiting: 40, open: 0, becameIncident: 0 },
      ]),
    );
    expect(await rows(made)).toHaveLength(2);
    made.setTime(jst("2027-01-05 12:00"));
    await made.pipeline.due();
    expect((await rows(made)).every(({ open }) => open === 0)).toBe(true);
  });

  it("leave nothing behind once they are up to date", async () => {
    const made = await january();
    made.setTime(jst("2027-01-05 09:10"));
    for (const id of computers) await made.report(id, antivirusReading("2027-01-05T00:00:00.000Z"));
    expect((await rows(made)).map(({ rule }) => rule)).toEqual(["patch-overdue"]);
    expect(await cases(made)).toEqual([]);
  });

  it("are one 是正事項 after four powered-on hours, and one 事案 only when its deadline has passed", async () => {
    const made = await january();
    made.setTime(jst("2027-01-05 12:31"));
    await made.pipeline.due();
    expect(await rows(made)).toEqual(
      expect.arrayContaining([
        { rule: "patch-overdue", waiting: 0, open: 40, becameIncident: 0 },
        { rule: "antivirus-stale", waiting: 0, open: 40, becameIncident: 0 },
      ]),
    );
    expect(await cases(made)).toEqual([]);
    made.setTime(jst("2027-01-13 18:00"));
    await made.pipeline.due();
    const opened = await cases(made);
    expect(new Set(opened.map(({ rule }) => rule))).toEqual(new Set(["patch-overdue", "antivirus-stale"]));
    expect(opened).toHaveLength(2);
    expect(opened.every(({ data }) => data["computers"] === 40)).toBe(true);
  });
});
