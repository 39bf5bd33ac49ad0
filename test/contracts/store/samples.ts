import type { LanSighting, MediumSighting } from "#collector/domain/registers/sightings.ts";
import type {
  CheckedObservation,
  DeliveryAbout,
  Effects,
  EndpointRecord,
  ObservationBatch,
  RecordEntry,
  Store,
} from "#collector/storage/port.ts";
import type { UsbDevice } from "#shared/facts/usb.ts";
import type { Actor, IncidentEvent } from "#shared/model/incident.ts";
import type { Person } from "#shared/model/role.ts";

/** A moment of the test's day, `second` seconds after 09:00 UTC. */
export const at = (second: number): string =>
  Temporal.Instant.from("2026-11-24T09:00:00Z")
    .add({ seconds: second })
    .toString({ smallestUnit: "millisecond" });

export const machine: Actor = { kind: "machine", id: null, name: "火の見" };

export const reading = (
  seq: number,
  fact = "patch",
  more: Partial<CheckedObservation> = {},
): CheckedObservation => ({
  seq,
  fact,
  schema: 1,
  kind: "reading",
  at: at(seq),
  durationMs: 12,
  body: { status: "ok", value: { seq } },
  unread: false,
  ...more,
});

export const batch = (
  endpointId: string,
  observations: readonly CheckedObservation[],
  more: Partial<ObservationBatch> = {},
): ObservationBatch => ({
  endpointId,
  epoch: "aaaaaaaa",
  receivedAt: at(3600),
  observations,
  upTo: observations.at(-1)?.seq ?? 0,
  ...more,
});

export const office = {
  id: "office",
  name: "事務局",
  kind: "office",
  coverage: "watched",
  note: null,
} as const;
export const firm = {
  id: "firm-1",
  name: "第一設備",
  kind: "member",
  coverage: "open",
  note: null,
} as const;

export const candidate = (
  id: string,
  more: Partial<Omit<EndpointRecord, "siteId" | "local">> = {},
): Omit<EndpointRecord, "siteId" | "local"> => ({
  id,
  hostname: `PC-${id}`,
  managementNumber: null,
  platform: "linux",
  kind: "terminal",
  state: "active",
  enrolledAt: at(0),
  keyHash: `key-of-${id}`,
  certificateSerial: `serial-of-${id}`,
  certificateExpiresAt: at(86_400),
  agentVersion: "0.1.0",
  ...more,
});

/** Enrols a computer by a code of its own, and makes its site where there is none. */
export async function enrol(
  store: Store,
  id: string,
  more: Partial<Omit<EndpointRecord, "siteId" | "local">> = {},
  site: typeof office | typeof firm = office,
): Promise<void> {
  await store.registers.putSite(site);
  await store.endpoints.addCode({
    secretHash: `code-of-${id}`,
    siteId: site.id,
    local: false,
    createdAt: at(0),
    expiresAt: at(600),
    createdBy: "山田",
  });
  const answer = await store.endpoints.enrol(`code-of-${id}`, candidate(id, more), at(1));
  if (!answer.ok) throw new Error(`the computer could not be enrolled: ${answer.why}`);
}

export const stick = (serial: string, more: Partial<UsbDevice> = {}): UsbDevice => ({
  key: `0781:5581:${serial}`,
  port: "1-2",
  vendorId: "0781",
  productId: "5581",
  vendor: "SanDisk",
  product: "Ultra",
  serial,
  serialQuality: "unique",
  kind: "usb-memory",
  volumes: [],
  sizeBytes: 15_000_000_000,
  ...more,
});

export const sighting = (device: UsbDevice, more: Partial<MediumSighting> = {}): MediumSighting => ({
  device,
  endpointId: "pc1",
  at: at(10),
  present: true,
  rightIfNew: "unregistered",
  ...more,
});

export const stranger = (mac: string, more: Partial<LanSighting> = {}): LanSighting => ({
  networkId: "net-1",
  mac,
  randomMac: false,
  vendor: "Brother",
  addresses: ["192.0.2.10"],
  hostName: null,
  router: false,
  at: at(10),
  seenBy: "pc1",
  endpointId: null,
  rightIfNew: "unregistered",
  ...more,
});

export const event = (
  id: string,
  incidentId: string,
  change: IncidentEvent["change"],
  recordedAt = at(20),
): IncidentEvent => ({ id, incidentId, at: recordedAt, recordedAt, actor: machine, change });

export const opened = (
  incidentId: string,
  fingerprint: string,
  recordedAt = at(20),
  more: Partial<Extract<IncidentEvent["change"], { type: "opened" }>> = {},
): IncidentEvent =>
  event(
    `${incidentId}-opened`,
    incidentId,
    {
      type: "opened",
      rule: "usb-unregistered",
      fingerprint,
      severity: "warning",
      endpointId: "pc1",
      siteId: "office",
      data: { serial: fingerprint },
      ...more,
    },
    recordedAt,
  );

export const closed = (incidentId: string): IncidentEvent =>
  event(
    `${incidentId}-closed`,
    incidentId,
    { type: "state-set", state: "closed", reason: "確認済み" },
    at(60),
  );

export const delivery = (
  id: string,
  about: string | DeliveryAbout,
  dueAt = at(20),
): Effects["deliveries"][number] => ({
  id,
  about: typeof about === "string" ? { kind: "incident", id: about } : about,
  personId: "p1",
  channel: "email",
  kind: "action",
  dueAt,
  createdAt: at(20),
});

export const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  name: `氏名 ${id}`,
  email: `${id}@example.jp`,
  phone: null,
  roles: ["staff"],
  language: "ja",
  secondFactor: true,
  siteId: null,
  hasAccount: true,
  disabled: false,
  createdAt: at(0),
  ...more,
});

export const entry = (action: string): RecordEntry => ({
  at: at(30),
  actor: { kind: "person", id: "p1", name: "山田" },
  action,
  subject: "endpoint:pc1",
  detail: { reason: "点検", count: 2 },
});

/** Every item of a list, read in pages of `limit`. */
export async function everyItem<T>(
  ask: (query: { limit: number; cursor: string | undefined }) => Promise<{
    readonly items: readonly T[];
    readonly next: string | null;
  }>,
  limit: number,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await ask({ limit, cursor });
    if (page.items.length > limit) throw new Error("a page is longer than what was asked for");
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = page.next;
  }
}
