import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endOfSupportTable } from "./end-of-support-table.ts";
import { familyOf, supportState } from "./end-of-support.ts";
import { supportTable } from "./support-table.ts";

const today = "2026-11-23";
type Case = readonly [
  name: string,
  os: readonly [id: string, version: string, edition: string | null, build: string | null],
  state: string,
  endsOn: string | null,
];

const cases: readonly Case[] = [
  [
    "Windows 10 22H2 Pro with nothing pending",
    ["windows", "22H2", "Pro", "19045.6456"],
    "ended",
    "2025-10-14",
  ],
  ["Windows 10 22H2 Home", ["windows", "22H2", "Core", "10.0.19045.1"], "ended", "2025-10-14"],
  ["Windows 10 LTSC 2016", ["windows", "1607", "EnterpriseS", "14393.1"], "ended", "2026-10-13"],
  ["Windows 10 LTSC 2019", ["windows", "1809", "Enterprise LTSC", "17763.1"], "supported", "2029-01-09"],
  ["Windows 10 LTSC 2021", ["windows", "21H2", "EnterpriseS", "19044.1"], "supported", "2027-01-12"],
  [
    "Windows 10 IoT LTSC 2021",
    ["windows", "21H2", "IoT Enterprise LTSC", "19044"],
    "supported",
    "2032-01-13",
  ],
  ["Windows 11 23H2 Pro", ["windows", "23H2", "Professional", "22631.1"], "ended", "2025-11-11"],
  ["Windows 11 23H2 Enterprise", ["windows", "23H2", "Enterprise", "22631.1"], "ended", "2026-11-10"],
  ["Windows 11 24H2 Home", ["windows", "24H2", "Home", "26100.1"], "ended", "2026-10-13"],
  ["Windows 11 24H2 Education", ["windows", "24H2", "Education", "26100.1"], "supported", "2027-10-12"],
  ["Windows 11 LTSC 2024", ["windows", "24H2", "EnterpriseS", "26100.1"], "supported", "2029-10-09"],
  ["Windows 11 25H2 Pro", ["windows", "25H2", "Pro for Workstations", "26200.1"], "supported", "2027-10-12"],
  [
    "Windows 11 with an edition nobody listed",
    ["windows", "25H2", "Holographic", "26200.1"],
    "unknown",
    null,
  ],
  ["Windows 11 without an edition", ["windows", "25H2", null, "26200.1"], "unknown", null],
  ["Windows without a build", ["windows", "22H2", "Pro", null], "unknown", null],
  ["Server 2012 R2", ["windows", "6.3", "ServerStandard", "9600"], "ended", "2023-10-10"],
  ["Server 2016", ["windows", "1607", "Server Datacenter", "14393.1"], "supported", "2027-01-12"],
  [
    "Server 2025 beside Windows 11 of the same build",
    ["windows", "24H2", "ServerStandard", "26100.1"],
    "supported",
    "2034-11-14",
  ],
  ["Debian 10", ["debian", "10", null, null], "ended", "2024-06-30"],
  ["Debian 11 after its long-term support", ["debian", "11", null, null], "ended", "2026-08-31"],
  ["Debian 12 in long-term support", ["debian", "12", null, null], "supported", "2028-06-30"],
  ["Debian sid", ["debian", "rolling", null, null], "unknown", null],
  ["Ubuntu 20.04", ["ubuntu", "20.04", null, null], "ended", "2025-05-29"],
  ["Ubuntu 26.04", ["ubuntu", "26.04", null, null], "supported", "2031-05-29"],
  ["RHEL 8.10", ["rhel", "8.10", null, null], "supported", "2029-05-31"],
  ["AlmaLinux 10.1", ["almalinux", "10.1", null, null], "supported", "2035-05-31"],
  ["Rocky 9", ["rocky", "9.7", null, null], "supported", "2032-05-31"],
  ["macOS 13", ["macos", "13.7.8", null, null], "ended", "2025-09-15"],
  ["macOS 26", ["macos", "26.1", null, null], "supported", "2028-09-15"],
  ["a version that only begins with a listed one", ["debian", "120", null, null], "unknown", null],
  ["an unknown system", ["plan9", "4", null, null], "unknown", null],
];

describe("supportState", () => {
  it.each(cases)("%s", (_name, [id, version, edition, build], state, endsOn) => {
    expect(supportState({ id, version, edition, build }, today)).toMatchObject({ state, endsOn });
  });

  it("counts the last day as supported and the next as ended", () => {
    const os = { id: "debian", version: "12", edition: null, build: null };
    expect(supportState(os, "2028-06-30").state).toBe("supported");
    expect(supportState(os, "2028-07-01").state).toBe("ended");
  });

  it("says how far the publisher's extension reaches without counting it", () => {
    const os = { id: "windows", version: "22H2", edition: "Pro", build: "19045.6456" };
    expect(supportState(os, today)).toEqual({
      state: "ended",
      endsOn: "2025-10-14",
      extendedUntil: "2028-10-10",
    });
  });

  it("believes a table given as a file", () => {
    const table = supportTable.parse({
      asOf: "2027-01-01",
      entries: [{ id: "macos", versions: ["27"], endsOn: "2029-09-15" }],
    });
    const os = { id: "macos", version: "27.0", edition: null, build: null };
    expect(supportState(os, today)).toEqual({ state: "unknown", endsOn: null });
    expect(supportState(os, today, table)).toEqual({ state: "supported", endsOn: "2029-09-15" });
  });

  it("is unknown for any system it was not told of", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.option(fc.string()),
        fc.option(fc.string()),
        (id, version, edition, build) => {
          const known = endOfSupportTable.entries.some((entry) => entry.id === id);
          const { state } = supportState({ id, version, edition, build }, today);
          expect(known || state === "unknown").toBe(true);
        },
      ),
    );
  });
});

describe("the table", () => {
  it("is in the form an administrator's file must have", () => {
    expect(supportTable.safeParse(endOfSupportTable).error).toBeUndefined();
  });

  it("names every system once, Windows always by build and edition", () => {
    const seen = new Set<string>();
    for (const entry of supportTable.parse(endOfSupportTable).entries) {
      for (const one of entry.builds ?? entry.versions ?? []) {
        const name = `${entry.id} ${one} ${entry.family ?? ""}`;
        expect(seen.has(name)).toBe(false);
        seen.add(name);
      }
      expect(entry.id === "windows").toBe(entry.builds !== undefined && entry.family !== undefined);
      expect((entry.extendedUntil ?? "9999-12-31") > entry.endsOn).toBe(true);
    }
  });
});

describe("familyOf", () => {
  it.each([
    ["Professional", "home-pro"],
    ["CoreSingleLanguage", "home-pro"],
    ["Pro Education", "home-pro"],
    ["Enterprise", "enterprise"],
    ["EnterpriseN", "enterprise"],
    ["Education", "enterprise"],
    ["IoTEnterprise", "enterprise"],
    ["EnterpriseSN", "ltsc"],
    ["Enterprise LTSB", "ltsc"],
    ["IoTEnterpriseS", "iot-ltsc"],
    ["ServerDatacenter", "server"],
    ["Enterprise multi-session", "enterprise"],
    ["Holographic", null],
    ["", null],
    [null, null],
  ])("%s is %s", (edition, family) => {
    expect(familyOf(edition)).toBe(family);
  });
});
