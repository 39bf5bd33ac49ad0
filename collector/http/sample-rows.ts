import { noEffects, type Store } from "#collector/storage/port.ts";
import type { Site } from "#shared/model/endpoint.ts";
import type { UsbDevice } from "#shared/facts/usb.ts";
import type { LanRight } from "#shared/model/register.ts";
import type { FindingData, RuleCode } from "#shared/model/incident.ts";

/** When everything in a test happened that had happened before. */
export const before = "2026-11-24T06:00:00.000Z";
export const office: Site = { id: "office", name: "事務局", kind: "office", coverage: "open", note: null };
/** A member firm, and another of which the first must never learn. */
export const firm: Site = { id: "firm-a", name: "立山設備", kind: "member", coverage: "open", note: null };
export const otherFirm: Site = { ...firm, id: "firm-b", name: "剱管工" };

const hexOf = (text: string): string => Buffer.from(text).toString("hex").padEnd(64, "0").slice(0, 64);

/** Enrols a computer at a site, the office where none is named, under its own name as identifier. */
export async function addEndpoint(store: Store, id: string, site = office): Promise<void> {
  await store.registers.putSite(site);
  const secretHash = hexOf(`code ${id}`);
  const expiresAt = "2026-11-24T06:10:00.000Z";
  const code = {
    secretHash,
    siteId: site.id,
    local: false,
    createdAt: before,
    expiresAt,
    createdBy: "test",
  };
  await store.endpoints.addCode(code);
  const candidate = {
    id,
    hostname: id,
    managementNumber: null,
    platform: "linux",
    kind: "terminal",
    state: "active",
    enrolledAt: before,
    keyHash: hexOf(`key ${id}`),
    certificateSerial: hexOf(`serial ${id}`).slice(0, 32),
    certificateExpiresAt: "2027-11-24T06:00:00.000Z",
    agentVersion: "0.1.0",
  } as const;
  const enrolled = await store.endpoints.enrol(secretHash, candidate, before);
  if (!enrolled.ok) throw new Error(`the sample computer was not enrolled: ${enrolled.why}`);
}

/** Stores readings of one computer, each by the name of its fact. */
export async function addReadings(
  store: Store,
  endpointId: string,
  bodies: Record<string, unknown>,
): Promise<void> {
  const observations = Object.entries(bodies).map(([fact, body], index) => ({
    seq: index + 1,
    fact,
    schema: 1,
    kind: "reading" as const,
    at: before,
    durationMs: 1,
    body,
    unread: false,
  }));
  await store.observations.append({
    endpointId,
    epoch: "epoch000",
    receivedAt: before,
    observations,
    upTo: observations.length,
  });
}

export async function openCase(
  store: Store,
  id: string,
  rule: RuleCode,
  siteId: string | null = null,
  data: FindingData = {},
): Promise<void> {
  await store.effects.apply({
    ...noEffects,
    incidentEvents: [
      {
        id: `${id}-opened`,
        incidentId: id,
        at: before,
        recordedAt: before,
        actor: { kind: "machine", id: null, name: "火の見（自動検知）" },
        change: {
          type: "opened",
          rule,
          fingerprint: `${rule}|${id}`,
          severity: "warning",
          endpointId: null,
          siteId,
          data,
        },
      },
    ],
  });
}

/** A stick as an agent reports it. */
const stick: UsbDevice = {
  key: "0781:5581:A41F",
  port: "1-2",
  vendorId: "0781",
  productId: "5581",
  vendor: "V",
  product: "P",
  serial: "A41F",
  serialQuality: "unique",
  kind: "usb-memory",
  volumes: [],
  sizeBytes: null,
};

/** The stick is seen on a computer; answers its identifier in the register. */
export async function seeStick(store: Store, endpointId: string, at = before): Promise<string> {
  await store.effects.apply({
    ...noEffects,
    media: [{ device: stick, endpointId, at, present: true, rightIfNew: "unregistered" }],
  });
  const medium = await store.registers.mediumByKey(stick.key);
  if (medium === null) throw new Error("the sample stick was not stored");
  return medium.id;
}

/** A device is seen on a network; answers its identifier in the register. */
export async function seeDevice(
  store: Store,
  networkId: string,
  mac: string,
  rightIfNew: LanRight,
): Promise<string> {
  await store.effects.apply({
    ...noEffects,
    lanDevices: [
      {
        networkId,
        mac,
        randomMac: false,
        vendor: null,
        addresses: ["192.168.1.20"],
        hostName: null,
        router: false,
        at: before,
        seenBy: "pc-03",
        endpointId: null,
        rightIfNew,
      },
    ],
  });
  const device = await store.registers.lanDevice(networkId, mac);
  if (device === null) throw new Error("the sample device was not stored");
  return device.id;
}

export async function propose(store: Store, endpointId: string, subnet: string): Promise<void> {
  const networks = [{ interface: "eth0", gatewayMac: null, subnet }];
  await store.effects.apply({ ...noEffects, proposals: [{ endpointId, at: before, networks }] });
}
