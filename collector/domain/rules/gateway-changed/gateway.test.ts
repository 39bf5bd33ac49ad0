import { describe, expect, it } from "vitest";
import { findingData } from "#shared/model/incident.ts";
import type { Network } from "#shared/model/register.ts";
import { caseWords } from "../index.ts";
import { gatewayChanged, type GatewaySubject } from "./index.ts";

const old = "00:a0:de:12:34:56";
const fresh = "18:c2:41:00:00:01";
const at = "2026-11-24T06:00:00.000Z";
const network: Network = {
  id: "net-1",
  name: "事務局LAN",
  siteId: "s1",
  mode: "watching",
  subnets: ["192.168.10.0/24"],
  gatewayMacs: [old],
  createdAt: at,
  learningUntil: null,
};
const subject = (change: Partial<GatewaySubject> = {}): GatewaySubject => ({
  network,
  proposal: { interface: "eth0", gatewayMac: fresh, subnet: "192.168.10.0/24" },
  present: [fresh],
  seenBefore: false,
  vendor: "Yamaha",
  address: "192.168.10.1",
  ...change,
});

describe("gateway-changed", () => {
  it("asks one question by network and new MAC", () => {
    const [finding] = gatewayChanged.judge(subject(), at);
    expect(finding).toEqual({
      fingerprint: `gateway-changed|net-1|${fresh}`,
      severity: "warning",
      fresh: true,
      data: {
        networkId: "net-1",
        networkName: "事務局LAN",
        knownMacs: old,
        mac: fresh,
        subnet: "192.168.10.0/24",
        vendor: "Yamaha",
        address: "192.168.10.1",
      },
    });
    expect(findingData.safeParse(finding?.data).error).toBeUndefined();
  });

  it.each<[string, Partial<GatewaySubject>]>([
    ["another subnet", { proposal: { interface: "eth0", gatewayMac: fresh, subnet: "10.0.0.0/24" } }],
    ["no gateway", { proposal: { interface: "eth0", gatewayMac: null, subnet: "192.168.10.0/24" } }],
    ["a gateway it knows", { proposal: { interface: "eth0", gatewayMac: old, subnet: "192.168.10.0/24" } }],
    ["a second gateway beside the known one", { present: [fresh, old] }],
    ["a network that had no gateway", { network: { ...network, gatewayMacs: [] } }],
  ])("asks nothing about %s", (_, change) => {
    expect(gatewayChanged.judge(subject(change), at)).toEqual([]);
  });

  it("is no news while it goes on", () => {
    const [again] = gatewayChanged.judge(subject({ seenBefore: true }), at);
    expect(again?.fresh).toBe(false);
    expect(again && gatewayChanged.join({}, again)).toBeNull();
  });

  it("says what changed and that approvals stay", () => {
    const data = gatewayChanged.judge(subject(), at)[0]?.data ?? {};
    const words = caseWords({ rule: "gateway-changed", data });
    expect(words.title.ja).toBe("ルータが変わりました");
    expect(words.what.ja).toBe(`ルータ　MAC ${fresh}／Yamaha／IP 192.168.10.1（これまで MAC ${old}）`);
    expect(words.happened.ja).toContain("「事務局LAN」");
    expect(words.happened.ja).toContain("許可はそのまま");
    expect(words.doNow.ja).toContain("予定どおりの交換ですか");
  });
});
