import { describe, expect, it } from "vitest";
import { boardTexts } from "../../text/board/index.ts";
import { gaps } from "./gaps.ts";

const overview = {
  asOf: "2026-11-24T09:05:00.000Z",
  openIncidents: [],
  openIncidentCount: 0,
  endpoints: {
    total: 2,
    connected: 2,
    couldNotLook: 0,
    withPendingSecurity: 0,
    unsupportedOs: 0,
    unknownSupport: 0,
    antivirusTrouble: 0,
  },
  undecidedMedia: 0,
  undecidedDevices: 0,
  mail: "working" as const,
  refusals24h: 0,
  backupAt: null,
};
const network = {
  id: "n",
  name: "事務局LAN",
  siteId: "s",
  subnets: [],
  gatewayMacs: [],
  createdAt: overview.asOf,
  learningUntil: null,
  deviceCount: 0,
  undecidedCount: 0,
};

describe("what is not watched yet", () => {
  it("is silent only where nothing is missing", () => {
    expect(gaps(overview, [{ ...network, mode: "watching" }], boardTexts.ja)).toEqual([]);
  });
  it("names every gap", () => {
    const found = gaps(
      {
        ...overview,
        endpoints: { ...overview.endpoints, connected: 1, couldNotLook: 1 },
        mail: "not-configured",
      },
      [{ ...network, mode: "learning" }],
      boardTexts.ja,
    );
    expect(found).toHaveLength(4);
    expect(found[2]).toContain("事務局LAN");
  });
});
