import type { Acting, CaseAct } from "#collector/domain/routing/routing.ts";
import { loadPolicy, shippedPolicyFile } from "#collector/policy.ts";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import type { CheckedObservation, Store } from "#collector/storage/port.ts";
import type { StoredObservation, StreamEvent } from "#shared/api/schemas.ts";
import type { UsbDevice, UsbEvent } from "#shared/facts/usb.ts";
import type { Network } from "#shared/model/register.ts";
import type { Person } from "#shared/model/role.ts";
import { createPipeline, type Pipeline, type PipelineDeps } from "./pipeline.ts";

/** A collector's inside for tests: a store in memory, a clock that is moved by hand, a pipeline. */
export interface TestOffice {
  readonly store: Store;
  readonly pipeline: Pipeline;
  readonly published: StreamEvent[];
  readonly logged: string[];
  readonly person: Person;
  setTime(text: string): void;
  now(): Temporal.Instant;
  /** Another pipeline over the same store, as after a restart. */
  restart(changes?: Partial<PipelineDeps>): Pipeline;
  enrol(id: string, options?: { readonly local?: boolean; readonly hostname?: string }): Promise<void>;
  /** Stores observations as if just received; they are not announced. */
  append(
    endpointId: string,
    ...observations: readonly Partial<CheckedObservation>[]
  ): Promise<readonly StoredObservation[]>;
  /** Stores, announces and waits for the judgement. */
  report(endpointId: string, ...observations: readonly Partial<CheckedObservation>[]): Promise<void>;
  putNetwork(changes?: Partial<Network>): Promise<void>;
}

export const tester: Person = {
  id: "person-1",
  name: "山田 太郎",
  email: "yamada@example.jp",
  phone: "0761-00-0000",
  roles: ["manager", "supervisor"],
  siteId: null,
  hasAccount: true,
  language: "ja",
  secondFactor: true,
  disabled: false,
  createdAt: "2026-11-01T00:00:00.000Z",
};

/** The tester at a screen, in both chairs. */
export const testing: Acting = {
  actor: { kind: "person", id: tester.id, name: tester.name },
  chairs: tester.roles.map((role) => ({ role, deputy: false, siteId: null })),
};
export const received: CaseAct = { type: "receive", means: "screen", at: null };
/** What must be written before a case can be closed. */
export const closingNoted: CaseAct = {
  type: "note-closing",
  cause: "私物の持込み",
  measure: "持ち帰らせた",
  prevention: "朝礼で周知した",
};

export async function createTestOffice(changes: Partial<PipelineDeps> = {}): Promise<TestOffice> {
  const store = await openMemoryStore({ chain: "test" });
  let time = Temporal.Instant.from("2026-11-24T07:05:00Z");
  let seq = 0;
  const published: StreamEvent[] = [];
  const logged: string[] = [];
  const log = (_: object, message: string): void => {
    logged.push(message);
  };
  await store.registers.putSite({
    id: "office",
    name: "事務局",
    kind: "office",
    coverage: "watched",
    note: null,
  });
  await store.people.put(tester);
  const restart = (more: Partial<PipelineDeps> = {}): Pipeline =>
    createPipeline({
      store,
      now: () => time,
      log: { info: log, warn: log, error: log },
      publish: (event) => published.push(event),
      policy: loadPolicy(shippedPolicyFile),
      isConnected: () => true,
      vendorOf: (mac) => Promise.resolve(mac.startsWith("00:1b:a9") ? "Brother industries, LTD." : null),
      receiptChannel: "email",
      retryMs: { first: 1, longest: 2 },
      ...changes,
      ...more,
    });
  const pipeline = restart();
  const append: TestOffice["append"] = async (endpointId, ...observations) => {
    const at = time.toString();
    const checked = observations.map((one): CheckedObservation => ({
      seq: (seq += 1),
      fact: "usb",
      schema: 1,
      kind: "event",
      at,
      durationMs: null,
      body: {},
      unread: false,
      ...one,
    }));
    const { stored } = await store.observations.append({
      endpointId,
      epoch: "epoch0001",
      receivedAt: at,
      observations: checked,
      upTo: checked.at(-1)?.seq ?? 0,
    });
    return stored;
  };
  return {
    store,
    pipeline,
    published,
    logged,
    person: tester,
    setTime: (text) => {
      time = Temporal.Instant.from(text);
    },
    now: () => time,
    restart,
    async enrol(id, { local = false, hostname = id.toUpperCase() } = {}) {
      const at = time.toString();
      await store.endpoints.addCode({
        secretHash: `hash-${id}`,
        siteId: "office",
        local,
        createdAt: at,
        expiresAt: time.add({ minutes: 10 }).toString(),
        createdBy: "test",
      });
      await store.endpoints.enrol(
        `hash-${id}`,
        {
          id,
          hostname,
          managementNumber: null,
          platform: "linux",
          kind: "terminal",
          state: "active",
          enrolledAt: at,
          keyHash: `key-${id}`,
          certificateSerial: id,
          certificateExpiresAt: time.add({ hours: 24 * 90 }).toString(),
          agentVersion: "0.1.0",
        },
        at,
      );
      await store.endpoints.touch(id, { lastSeenAt: at });
    },
    append: append,
    async report(endpointId, ...observations) {
      pipeline.observed(await append(endpointId, ...observations));
      await pipeline.idle();
    },
    async putNetwork(more = {}) {
      await store.registers.putNetwork({
        id: "net-1",
        name: "事務局LAN",
        siteId: "office",
        mode: "watching",
        subnets: ["192.168.10.0/24"],
        gatewayMacs: ["00:0a:79:00:00:01"],
        createdAt: time.toString(),
        learningUntil: null,
        ...more,
      });
    },
  };
}

export const stick = (changes: Partial<UsbDevice> = {}): UsbDevice => ({
  key: "0781:5581:4C530001A41F",
  port: "1-2",
  vendorId: "0781",
  productId: "5581",
  vendor: "SanDisk Corp.",
  product: "Ultra",
  serial: "4C530001A41F",
  serialQuality: "unique",
  kind: "usb-memory",
  volumes: [
    {
      device: "sda1",
      label: "KENSHIN",
      fileSystem: "vfat",
      sizeBytes: 1000,
      mountPoints: [],
      encryption: "no",
    },
  ],
  sizeBytes: 1000,
  ...changes,
});

export const keyboard: UsbDevice = stick({
  key: "046d:c31c:",
  port: "1-1",
  vendorId: "046d",
  productId: "c31c",
  product: "Keyboard K120",
  serial: null,
  serialQuality: "missing",
  kind: "keyboard",
  volumes: [],
  sizeBytes: null,
});

export const usbSnapshot = (devices: readonly UsbDevice[], at?: string): Partial<CheckedObservation> => ({
  kind: "reading",
  durationMs: 40,
  body: { status: "ok", value: { devices, source: "sysfs", watch: "running", assist: "unavailable" } },
  ...(at === undefined ? {} : { at }),
});

export const usbEventOf = (
  type: UsbEvent["type"],
  device: UsbDevice,
  more: Partial<UsbEvent> = {},
): Partial<CheckedObservation> => ({
  kind: "event",
  body: { type, device, bytesWritten: null, noticedBy: "event", ...more } satisfies UsbEvent,
});

interface SeenDevice {
  readonly mac: string;
  readonly address?: string;
  readonly hostName?: string | null;
  readonly router?: boolean;
}

const neighbourOf = ({ mac, address = "192.168.10.50", hostName = null, router = false }: SeenDevice) => ({
  mac,
  addresses: [address],
  hostName,
  dhcpVendor: null,
  router,
  source: "dhcp",
});

export const deviceSeen = (seen: SeenDevice, networkId = "net-1"): Partial<CheckedObservation> => ({
  fact: "lan",
  kind: "event",
  body: { type: "device-seen", networkId, neighbour: neighbourOf(seen) },
});

export const lanSnapshot = (
  seen: readonly SeenDevice[],
  own: readonly string[] = [],
  proposals: readonly { interface: string; gatewayMac: string | null; subnet: string }[] = [],
): Partial<CheckedObservation> => ({
  fact: "lan",
  kind: "reading",
  durationMs: 100,
  body: {
    status: "ok",
    value: {
      interfaces: own.map((mac, index) => ({ name: `eth${String(index)}`, mac, kind: "wired", up: true })),
      networks: [
        {
          networkId: "net-1",
          interface: "eth0",
          gatewayMac: "00:0a:79:00:00:01",
          subnet: "192.168.10.0/24",
          neighbours: seen.map(neighbourOf),
          sweptAt: null,
        },
      ],
      unwatchedNetworks: 0,
      proposals,
      dhcpListener: "listening",
    },
  },
});
