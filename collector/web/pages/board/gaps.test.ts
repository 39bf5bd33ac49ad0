import { describe, expect, it } from "vitest";
import { overview as shape, type Overview } from "#shared/api/schemas.ts";
import { complianceState } from "#shared/model/compliance.ts";
import { boardTexts } from "../../text/board/index.ts";
import { coverageSentences, gaps } from "./gaps.ts";

const asOf = "2026-11-24T09:05:00.000Z";
const whole: Overview = shape.parse({
  asOf,
  vacantRoles: [],
  correctives: { rows: 0, computers: 0, waiting: 0 },
  patch: {
    total: 2,
    withinDeadline: 2,
    applied: 2,
    diagnosed: 2,
    byState: Object.fromEntries(complianceState.options.map((state) => [state, 0])),
  },
  patchTarget: 95,
  attendance: {
    from: asOf,
    to: asOf,
    collectorDue: 0,
    collectorWatched: 0,
    agentsDue: 0,
    agentsWatched: 0,
    sensorsDue: 0,
    sensorsWatched: 0,
    gaps: 0,
    openGaps: 0,
    unconfirmed: 0,
  },
  coverage: {
    computersWatched: 2,
    computersInLedger: 2,
    networksWatched: 1,
    networksLearning: 0,
    networksUnheard: 0,
    firms: { watched: 0, selfCheck: 0, declined: 0, open: 0 },
    agentless: 0,
    strangers: 0,
  },
  openGaps: [],
  backup: { lastAt: asOf, place: "second-place", failures: 0, lastError: null },
  learning: [],
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
  mail: "working",
  refusals24h: 0,
  backupAt: asOf,
});
const network = {
  id: "n",
  name: "事務局LAN",
  siteId: "s",
  subnets: [],
  gatewayMacs: [],
  createdAt: asOf,
  learningUntil: null,
  deviceCount: 0,
  undecidedCount: 0,
};

describe("what is not watched yet", () => {
  it("is silent only where nothing is missing", () => {
    expect(gaps(whole, [{ ...network, mode: "watching" }], boardTexts.ja)).toEqual([]);
  });
  it("names every gap", () => {
    const found = gaps(
      {
        ...whole,
        endpoints: { ...whole.endpoints, connected: 1, couldNotLook: 1, antivirusTrouble: 1 },
        coverage: { ...whole.coverage, strangers: 2, agentless: 6, networksUnheard: 1 },
        learning: [{ networkId: "n", name: "事務局LAN", until: null }],
        backup: { ...whole.backup, lastAt: null },
        mail: "not-configured",
      },
      [{ ...network, mode: "guest" }],
      boardTexts.ja,
    );
    expect(found).toHaveLength(10);
    expect(found.filter((sentence) => sentence.includes("事務局LAN"))).toHaveLength(2);
    expect(
      gaps({ ...whole, endpoints: { ...whole.endpoints, total: 0, connected: 0 } }, [], boardTexts.ja),
    ).toHaveLength(2);
  });
});

describe("how much is watched", () => {
  it("is told in a sentence as somebody would show it", () => {
    const told = coverageSentences(
      {
        ...whole,
        coverage: {
          ...whole.coverage,
          computersWatched: 1,
          computersInLedger: 38,
          firms: { watched: 1, selfCheck: 3, declined: 1, open: 94 },
        },
        learning: [{ networkId: "n", name: "事務局LAN", until: "2026-12-01T09:00:00.000Z" }],
      },
      boardTexts.ja,
    );
    expect(told).toEqual([
      "端末・サーバ 38台のうち 1台を監視しています。",
      "組合員 99社のうち 1社を監視しています。",
      "「事務局LAN」の接続機器は学習中です（あと7日）。",
    ]);
    expect(
      coverageSentences({ ...whole, coverage: { ...whole.coverage, computersInLedger: 0 } }, boardTexts.ja),
    ).toEqual([]);
  });
});
