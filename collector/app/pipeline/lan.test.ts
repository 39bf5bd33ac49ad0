import { describe, expect, it } from "vitest";
import type { Actor } from "#shared/model/incident.ts";
import { createTestOffice, deviceSeen, lanSnapshot, type TestOffice, testing } from "./testing.ts";

const yamada: Actor = { kind: "person", id: "person-1", name: "山田 太郎" };
const printer = { mac: "00:1b:a9:00:00:07", address: "192.168.10.77", hostName: "BRW-7" };
const phone = (index: number) => ({
  mac: `da:a1:19:00:00:${index.toString(16).padStart(2, "0")}`,
  address: `192.168.10.${String(100 + index)}`,
  hostName: `iPhone-${String(index)}`,
});

async function office(mode: "watching" | "learning" | "guest" = "watching"): Promise<TestOffice> {
  const made = await createTestOffice();
  await made.enrol("pc-03");
  await made.enrol("pc-04");
  await made.putNetwork({ mode });
  await made.pipeline.start();
  return made;
}
const cases = async ({ store }: TestOffice) => (await store.incidents.list({ limit: 100 })).items;

describe("a stranger on a watched network", () => {
  it("is one case with MAC, maker, address, name and place, however many agents see it", async () => {
    const made = await office();
    await made.report("pc-03", deviceSeen(printer));
    await made.report("pc-04", deviceSeen(printer));
    await made.report("pc-03", lanSnapshot([printer]));
    expect(await cases(made)).toMatchObject([
      {
        rule: "lan-unknown",
        severity: "warning",
        occurrences: 1,
        data: {
          mac: printer.mac,
          vendor: "Brother industries, LTD.",
          address: "192.168.10.77",
          hostName: "BRW-7",
          networkName: "事務局LAN",
        },
      },
    ]);
  });

  it("that leaves and returns makes no second case", async () => {
    const made = await office();
    await made.report("pc-03", lanSnapshot([printer]));
    made.setTime("2026-11-24T09:00:00Z");
    await made.report("pc-03", lanSnapshot([]));
    made.setTime("2026-11-24T11:00:00Z");
    await made.report("pc-03", deviceSeen(printer));
    expect(await cases(made)).toMatchObject([{ occurrences: 2 }]);
  });

  it("that never left is not told again when an unchanged network was silent for hours", async () => {
    const made = await office();
    await made.report("pc-03", lanSnapshot([printer]));
    made.setTime("2026-11-24T12:00:00Z");
    await made.report("pc-03", lanSnapshot([printer, { mac: "00:0a:79:00:00:01", router: true }]));
    expect(await cases(made)).toMatchObject([{ occurrences: 1 }]);
  });

  it("that another computer still has in its last look did not leave", async () => {
    const made = await office();
    await made.report("pc-04", lanSnapshot([printer]));
    made.setTime("2026-11-24T12:00:00Z");
    await made.store.endpoints.touch("pc-04", { lastSeenAt: "2026-11-24T11:59:30Z" });
    await made.report("pc-03", deviceSeen(printer));
    expect(await cases(made)).toMatchObject([{ occurrences: 1 }]);
  });

  it("whose case a person closed does not come back with the next look, but does when it returns", async () => {
    const made = await office();
    await made.report("pc-03", lanSnapshot([printer]));
    const [first] = await cases(made);
    await made.pipeline.act(first?.id ?? "", testing, {
      type: "set-state",
      state: "false-alarm",
      reason: "複合機",
    });
    await made.report("pc-03", lanSnapshot([printer, phone(1)]));
    expect((await cases(made)).filter((one) => one.data["mac"] === printer.mac)).toHaveLength(1);
    made.setTime("2026-11-25T01:00:00Z");
    await made.report("pc-03", lanSnapshot([]));
    await made.report("pc-03", deviceSeen(printer));
    expect((await cases(made)).filter((one) => one.data["mac"] === printer.mac)).toHaveLength(2);
  });

  it("is answered by registering it, and an approved device raises none", async () => {
    const made = await office();
    await made.report("pc-03", deviceSeen(printer));
    const row = await made.store.registers.lanDevice("net-1", printer.mac);
    const device = await made.store.registers.decideLanDevice(row?.id ?? "", {
      right: "fixed",
      kind: "プリンタ",
      place: "事務室",
      note: null,
      expiresAt: null,
      decidedBy: yamada.name,
      decidedAt: made.now().toString(),
    });
    if (device) await made.pipeline.lanDeviceDecided(device, yamada);
    made.setTime("2026-11-25T01:00:00Z");
    await made.report("pc-03", lanSnapshot([]), deviceSeen(printer));
    expect(await cases(made)).toMatchObject([{ state: "recovered", occurrences: 1 }]);
  });

  it("that turns out to be a card of an enrolled computer is 復旧 by Hinomi", async () => {
    const made = await office();
    await made.report("pc-03", deviceSeen(printer));
    await made.report("pc-04", lanSnapshot([], [printer.mac]));
    expect(await cases(made)).toMatchObject([{ state: "recovered" }]);
    await made.report("pc-03", lanSnapshot([printer]));
    expect(await cases(made)).toMatchObject([{ occurrences: 1 }]);
  });
});

describe("random addresses", () => {
  it("are one row for a network and a day, with the list", async () => {
    const made = await office();
    await made.report("pc-03", lanSnapshot(Array.from({ length: 30 }, (_, index) => phone(index))));
    await made.report("pc-04", deviceSeen(phone(3)), deviceSeen(phone(40)));
    const [only, ...others] = await cases(made);
    expect(others).toEqual([]);
    expect(only?.data).toMatchObject({
      grouped: true,
      devices: 31,
      device31: "da:a1:19:00:00:28 192.168.10.140 iPhone-40",
    });
    expect(await made.store.notifications.due(made.now().toString(), 10)).toHaveLength(1);
    made.setTime("2026-11-24T15:00:01Z");
    await made.report("pc-03", deviceSeen(phone(3)));
    expect(new Set((await cases(made)).map((one) => one.data["date"]))).toEqual(
      new Set(["2026-11-24", "2026-11-25"]),
    );
  });
});

describe("a device that a person forbade", () => {
  it("stays forbidden though an enrolled computer says that the card is its own", async () => {
    const made = await office();
    await made.report("pc-03", deviceSeen(printer));
    const device = await made.store.registers.lanDevice("net-1", printer.mac);
    const decided = await made.store.registers.decideLanDevice(device?.id ?? "", {
      right: "forbidden",
      kind: null,
      place: null,
      note: null,
      expiresAt: null,
      decidedBy: "統括",
      decidedAt: made.now().toString(),
    });
    if (decided === null) throw new Error("no device");
    await made.pipeline.lanDeviceDecided(decided, testing.actor);
    made.setTime("2026-11-25T01:00:00Z");
    await made.report("pc-04", lanSnapshot([], [printer.mac]));
    await made.report("pc-03", deviceSeen(printer));
    const open = (await cases(made)).filter((one) => one.data["reason"] === "forbidden");
    expect(open).toHaveLength(1);
    expect(open[0]?.state).toBe("detected");
  });
});

describe("what is no stranger", () => {
  it.each([
    ["an enrolled computer's own card", [lanSnapshot([{ mac: "52:54:00:aa:00:01" }], ["52:54:00:aa:00:01"])]],
    ["the gateway a person entered", [deviceSeen({ mac: "00:0a:79:00:00:01", router: true })]],
    [
      "broadcast and multicast",
      [deviceSeen({ mac: "ff:ff:ff:ff:ff:ff" }), deviceSeen({ mac: "01:00:5e:00:00:fb" })],
    ],
    ["a device on a network nobody entered", [deviceSeen(printer, "net-of-somebody-else")]],
  ])("%s", async (_, observations) => {
    const made = await office();
    await made.report("pc-03", ...observations);
    expect(await cases(made)).toEqual([]);
  });

  it("the address a pair of routers shares, where it is the network's gateway and nowhere else", async () => {
    const shared = "00:00:5e:00:01:0a";
    const made = await office();
    await made.putNetwork({ gatewayMacs: [shared] });
    await made.report("pc-03", deviceSeen({ mac: shared, router: true }));
    expect(await cases(made)).toEqual([]);
    // The prefix is anybody's to take.
    await made.report("pc-03", deviceSeen({ mac: "00:00:5e:00:01:66", hostName: "KALI" }));
    expect(await cases(made)).toHaveLength(1);
  });

  it("a device seen while learning, which stands in the list to be allowed in bulk", async () => {
    const made = await office("learning");
    await made.report("pc-03", lanSnapshot([printer]));
    await made.putNetwork({ mode: "watching" });
    await made.report("pc-03", deviceSeen(printer));
    expect(await cases(made)).toEqual([]);
    expect(await made.store.registers.lanDevice("net-1", printer.mac)).toMatchObject({ right: "initial" });
  });

  it("a guest on a network for guests", async () => {
    const made = await office("guest");
    await made.report("pc-03", deviceSeen(phone(1)));
    expect(await cases(made)).toEqual([]);
  });
});

describe("the first network", () => {
  const proposals = [
    { interface: "docker0", gatewayMac: null, subnet: "172.17.0.0/16" },
    { interface: "eth0", gatewayMac: "00:0a:79:00:00:01", subnet: "192.168.10.0/24" },
  ];
  it("of the collector's own host is entered by itself, learning", async () => {
    const made = await createTestOffice();
    await made.enrol("host", { local: true });
    await made.pipeline.start();
    await made.report("host", lanSnapshot([], ["52:54:00:aa:00:02"], proposals));
    expect(await made.store.registers.networks()).toMatchObject([
      { name: "事務局LAN", mode: "learning", subnets: ["192.168.10.0/24"], siteId: "office" },
    ]);
    expect(made.published.map((event) => event.topic)).toContain("networks");
  });

  it("of any other computer waits for a person", async () => {
    const made = await createTestOffice();
    await made.enrol("pc-03");
    await made.pipeline.start();
    await made.report("pc-03", lanSnapshot([], [], proposals));
    expect(await made.store.registers.networks()).toEqual([]);
    expect(await made.store.registers.proposals()).toHaveLength(2);
  });
});
