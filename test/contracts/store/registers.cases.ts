import { describe, expect, it } from "vitest";
import { CursorError, type Store } from "#collector/storage/port.ts";
import type { Network } from "#shared/model/register.ts";
import { noEffects } from "#collector/storage/port.ts";
import { at, everyItem, firm, office, sighting, stick, stranger } from "./samples.ts";

const undecided = { managementNumber: null, user: null, note: null, expiresAt: null };

const serials = (items: readonly { serial: string | null }[]): (string | null)[] =>
  items.map((one) => one.serial);

export function registerCases(store: () => Store): void {
  const seeMedia = async (...media: ReturnType<typeof sighting>[]): Promise<void> =>
    store().effects.apply({ ...noEffects, media });
  const byKey = async (serial: string) => store().registers.mediumByKey(`0781:5581:${serial}`);

  const seeDevices = async (...lanDevices: ReturnType<typeof stranger>[]): Promise<void> =>
    store().effects.apply({ ...noEffects, lanDevices });
  const deviceOf = async (mac: string, networkId = "net-1") => store().registers.lanDevice(networkId, mac);

  describe("sites and networks", () => {
    it("are kept as last written", async () => {
      await store().registers.putSite(office);
      await store().registers.putSite(firm);
      await store().registers.putSite({ ...office, name: "本所" });
      expect(await store().registers.sites()).toEqual([firm, { ...office, name: "本所" }]);
      const network: Network = {
        id: "net-1",
        name: "事務局LAN",
        siteId: "office",
        mode: "learning",
        subnets: ["192.0.2.0/24"],
        gatewayMacs: ["02:00:00:00:00:fe"],
        createdAt: at(0),
        learningUntil: at(9000),
      };
      await store().registers.putNetwork(network);
      await store().registers.putNetwork({ ...network, mode: "watching", learningUntil: null });
      expect(await store().registers.networks()).toEqual([
        { ...network, mode: "watching", learningUntil: null },
      ]);
    });
  });

  describe("the register of media", () => {
    it("enters what is seen for the first time with the right it comes with", async () => {
      await seeMedia(sighting(stick("A"), { rightIfNew: "initial" }));
      const medium = await byKey("A");
      expect(medium).toMatchObject({
        key: "0781:5581:A",
        vendor: "SanDisk",
        product: "Ultra",
        serial: "A",
        kind: "usb-memory",
        right: "initial",
        endpointIds: [],
        decidedBy: null,
        firstSeenAt: at(10),
        lastSeenAt: at(10),
        lastEndpointId: "pc1",
        present: true,
      });
      expect(await store().registers.medium(medium?.id ?? "")).toEqual(medium);
      expect(await byKey("B")).toBeNull();
    });

    it("follows later sightings and leaves a person's decision alone", async () => {
      await seeMedia(sighting(stick("A")));
      const id = (await byKey("A"))?.id ?? "";
      const decision = {
        ...undecided,
        right: "temporary" as const,
        endpointIds: ["pc1", "pc2"],
        user: "佐藤",
        expiresAt: at(9000),
        decidedBy: "山田",
        decidedAt: at(15),
      };
      expect(await store().registers.decideMedium(id, decision)).toMatchObject({ id, ...decision });
      await seeMedia(
        sighting(stick("A", { product: null }), { at: at(30), endpointId: "pc2", present: true }),
      );
      expect(await byKey("A")).toMatchObject({
        ...decision,
        product: "Ultra",
        firstSeenAt: at(10),
        lastSeenAt: at(30),
        lastEndpointId: "pc2",
      });
      expect(await store().registers.decideMedium("nothing", decision)).toBeNull();
    });

    it("takes a sighting that arrives late for what it is", async () => {
      await seeMedia(sighting(stick("A"), { at: at(50), endpointId: "pc1", present: false }));
      await seeMedia(sighting(stick("A"), { at: at(40), endpointId: "pc1", present: true }));
      await seeMedia(sighting(stick("A"), { at: at(5), endpointId: "pc2", present: false }));
      expect(await byKey("A")).toMatchObject({
        present: false,
        firstSeenAt: at(5),
        lastSeenAt: at(50),
        lastEndpointId: "pc1",
      });
    });

    it("has one row for a product whose sticks cannot be told apart, present while any is", async () => {
      const twin = { serialQuality: "shared" } as const;
      await seeMedia(
        sighting(stick("X", twin), { at: at(10), endpointId: "pc1" }),
        sighting(stick("X", twin), { at: at(11), endpointId: "pc2" }),
        sighting(stick("", { serial: null, key: "0781:5581:", serialQuality: "missing" }), {
          at: at(12),
          endpointId: "pc3",
        }),
      );
      expect((await store().registers.media({ limit: 10 })).items).toHaveLength(1);
      await seeMedia(sighting(stick("X", twin), { at: at(20), endpointId: "pc2", present: false }));
      expect(await store().registers.mediumByKey("0781:5581:")).toMatchObject({
        present: true,
        serial: null,
      });
      await seeMedia(
        sighting(stick("X", twin), { at: at(21), endpointId: "pc1", present: false }),
        sighting(stick("X", twin), { at: at(22), endpointId: "pc3", present: false }),
      );
      expect(await store().registers.mediumByKey("0781:5581:")).toMatchObject({ present: false });
    });

    it("lists what nobody decided first, then the last seen, page by page", async () => {
      for (const [i, serial] of ["A", "B", "C", "D", "E"].entries())
        await seeMedia(sighting(stick(serial), { at: at(i) }));
      for (const serial of ["A", "E"]) {
        const id = (await byKey(serial))?.id ?? "";
        await store().registers.decideMedium(id, {
          ...undecided,
          right: "allowed",
          endpointIds: [],
          decidedBy: "山田",
          decidedAt: at(9),
        });
      }
      const first = await store().registers.media({ limit: 2 });
      expect(serials(first.items)).toEqual(["D", "C"]);
      await seeMedia(sighting(stick("F"), { at: at(100) }));
      const rest = await everyItem(
        async (page) => store().registers.media({ ...page, cursor: page.cursor ?? first.next ?? "" }),
        2,
      );
      expect(serials(rest)).toEqual(["B", "E", "A"]);
      expect(serials((await store().registers.media({ limit: 9, right: "allowed" })).items)).toEqual([
        "E",
        "A",
      ]);
    });

    it("is searched by maker, product, serial, number, user and note", async () => {
      await seeMedia(sighting(stick("AA-11")), sighting(stick("BB-22", { product: "クルーザー" })));
      const id = (await byKey("AA-11"))?.id ?? "";
      await store().registers.decideMedium(id, {
        ...undecided,
        right: "allowed",
        endpointIds: [],
        user: "佐藤",
        note: "検針用",
        decidedBy: "山田",
        decidedAt: at(9),
      });
      const found = async (search: string) =>
        (await store().registers.media({ limit: 9, search })).items.map((one) => one.serial);
      expect(await found("佐藤")).toEqual(["AA-11"]);
      expect(await found("検針")).toEqual(["AA-11"]);
      expect(await found("ｸﾙｰｻﾞｰ")).toEqual(["BB-22"]);
      expect(await found("bb-2")).toEqual(["BB-22"]);
      expect(await found("%")).toEqual([]);
      await expect(store().registers.media({ limit: 9, cursor: "x" })).rejects.toBeInstanceOf(CursorError);
    });
  });

  describe("the register of devices on the network", () => {
    const printer = "02:00:00:00:00:10";

    it("joins what several computers saw into one row for each network", async () => {
      await seeDevices(
        stranger(printer),
        stranger(printer, {
          at: at(12),
          seenBy: "pc2",
          addresses: ["192.0.2.11"],
          hostName: "brother",
          vendor: null,
        }),
        stranger(printer, { networkId: "net-2", rightIfNew: "initial" }),
      );
      const device = await deviceOf(printer);
      expect(device).toMatchObject({
        networkId: "net-1",
        mac: printer,
        vendor: "Brother",
        hostName: "brother",
        addresses: ["192.0.2.11", "192.0.2.10"],
        seenBy: ["pc1", "pc2"],
        firstSeenAt: at(10),
        lastSeenAt: at(12),
        right: "unregistered",
        randomMac: false,
        router: false,
        endpointId: null,
      });
      expect(await store().registers.lanDeviceById(device?.id ?? "")).toEqual(device);
      expect(await deviceOf(printer, "net-2")).toMatchObject({ right: "initial" });
      expect(await deviceOf(printer, "net-3")).toBeNull();
    });

    it("takes a sighting that arrives late for what it is", async () => {
      await seeDevices(stranger(printer, { at: at(50), router: true }));
      await seeDevices(stranger(printer, { at: at(5), router: false, addresses: ["192.0.2.99"] }));
      expect(await deviceOf(printer)).toMatchObject({
        router: true,
        firstSeenAt: at(5),
        lastSeenAt: at(50),
        addresses: ["192.0.2.10", "192.0.2.99"],
      });
    });

    it("knows a device for a computer's card as soon as that computer reports the card", async () => {
      await seeDevices(stranger(printer), stranger(printer, { networkId: "net-2" }));
      await store().effects.apply({ ...noEffects, macs: [{ endpointId: "pc9", macs: [printer] }] });
      expect(await deviceOf(printer)).toMatchObject({ endpointId: "pc9" });
      expect(await deviceOf(printer, "net-2")).toMatchObject({ endpointId: "pc9" });
    });

    it("keeps the newest twenty addresses and fifty witnesses", async () => {
      for (let i = 0; i < 60; i += 1)
        await seeDevices(stranger(printer, { at: at(i), addresses: [`198.51.100.${i}`], seenBy: `pc${i}` }));
      const device = await deviceOf(printer);
      expect(device?.addresses).toHaveLength(20);
      expect(device?.addresses[0]).toBe("198.51.100.59");
      expect(device?.seenBy).toHaveLength(50);
    });

    it("leaves a person's decision alone", async () => {
      await seeDevices(stranger(printer));
      const id = (await deviceOf(printer))?.id ?? "";
      const decision = {
        right: "fixed",
        kind: "プリンタ",
        place: "2階",
        note: null,
        expiresAt: null,
        decidedBy: "山田",
        decidedAt: at(20),
      } as const;
      expect(await store().registers.decideLanDevice(id, decision)).toMatchObject(decision);
      await seeDevices(stranger(printer, { at: at(30), rightIfNew: "unregistered" }));
      expect(await deviceOf(printer)).toMatchObject({ ...decision, lastSeenAt: at(30) });
      expect(await store().registers.decideLanDevice("nothing", decision)).toBeNull();
    });

    it("allows at once all that was there while learning, and nothing else", async () => {
      await seeDevices(
        stranger("02:00:00:00:00:01", { rightIfNew: "initial" }),
        stranger("02:00:00:00:00:02", { rightIfNew: "initial" }),
        stranger("02:00:00:00:00:03"),
        stranger("02:00:00:00:00:04", { rightIfNew: "initial", networkId: "net-2" }),
      );
      expect(await store().registers.allowInitial("net-1", "山田", at(40))).toBe(2);
      expect(await store().registers.allowInitial("net-1", "山田", at(41))).toBe(0);
      expect(await deviceOf("02:00:00:00:00:01")).toMatchObject({
        right: "allowed",
        decidedBy: "山田",
        decidedAt: at(40),
      });
      expect(await deviceOf("02:00:00:00:00:03")).toMatchObject({ right: "unregistered" });
      expect(await deviceOf("02:00:00:00:00:04", "net-2")).toMatchObject({ right: "initial" });
    });

    it("is listed and searched by network, right and text", async () => {
      await seeDevices(
        stranger("02:00:00:00:00:01", { at: at(1), addresses: ["192.0.2.55"] }),
        stranger("02:00:00:00:00:02", { at: at(2), hostName: "Fukugouki" }),
        stranger("02:00:00:00:00:03", { at: at(3), networkId: "net-2" }),
      );
      const id = (await deviceOf("02:00:00:00:00:02"))?.id ?? "";
      await store().registers.decideLanDevice(id, {
        right: "allowed",
        kind: "複合機",
        place: null,
        note: null,
        expiresAt: null,
        decidedBy: "山田",
        decidedAt: at(9),
      });
      const macs = async (query: object) =>
        (await everyItem(async (page) => store().registers.lanDevices({ ...query, ...page }), 1)).map((d) =>
          d.mac.slice(-2),
        );
      expect(await macs({})).toEqual(["03", "01", "02"]);
      expect(await macs({ networkId: "net-1" })).toEqual(["01", "02"]);
      expect(await macs({ right: "allowed" })).toEqual(["02"]);
      expect(await macs({ search: "fukugou" })).toEqual(["02"]);
      expect(await macs({ search: "複合" })).toEqual(["02"]);
      expect(await macs({ search: "192.0.2.55" })).toEqual(["01"]);
      await expect(store().registers.lanDevices({ limit: 1, cursor: "x" })).rejects.toBeInstanceOf(
        CursorError,
      );
    });
  });
}
