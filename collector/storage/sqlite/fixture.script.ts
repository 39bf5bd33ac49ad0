import { chmodSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IncidentEvent } from "#shared/model/incident.ts";
import { decisions, people } from "./fixture-people.script.ts";
import { at, decidedStick, machine, routed, stick, watched } from "./fixture-watch.script.ts";
import { openSqliteStore, type SqliteStore } from "./index.ts";
import { latestVersion } from "./schema/migrate.ts";
import { migrations } from "./schema/migrations/index.ts";

/**
 * Writes `test/fixtures/schema-NNNN.db`: a store of the present schema with a few rows of everything. Run it once when
 * a schema lands, and never again for that schema: the file is what installations of that day have on their disks.
 */
const target = new URL(
  `../../../test/fixtures/schema-${String(latestVersion(migrations)).padStart(4, "0")}.db`,
  import.meta.url,
);

async function computers(store: SqliteStore): Promise<void> {
  await store.registers.putSite({
    id: "office",
    name: "事務局",
    kind: "office",
    coverage: "watched",
    note: null,
  });
  await store.registers.putSite({
    id: "firm-1",
    name: "第一設備",
    kind: "member",
    coverage: "self-check",
    note: "2026-11-20 社長より申出",
  });
  for (const [id, siteId] of [
    ["pc1", "office"],
    ["pc2", "firm-1"],
  ] as const) {
    const code = { secretHash: `code-${id}`, siteId, local: id === "pc1", createdBy: "山田" };
    await store.endpoints.addCode({ ...code, createdAt: at(0), expiresAt: at(10) });
    await store.endpoints.enrol(
      code.secretHash,
      {
        id,
        hostname: id.toUpperCase(),
        managementNumber: null,
        platform: "linux",
        kind: "terminal",
        state: "active",
        enrolledAt: at(1),
        keyHash: `key-${id}`,
        certificateSerial: `serial-${id}`,
        certificateExpiresAt: "2027-11-24T09:00:00.000Z",
        agentVersion: "0.1.0",
      },
      at(1),
    );
  }
  await store.endpoints.addCode({
    secretHash: "code-unused",
    siteId: "office",
    local: false,
    createdAt: at(0),
    expiresAt: at(10),
    createdBy: "山田",
  });
  await store.endpoints.change("pc1", { assetClass: "1", userIds: ["p1"] });
  await store.registers.putAsset({
    id: "a1",
    kind: "handheld",
    name: "検針端末 1号",
    managementNumber: "H-001",
    siteId: "office",
    place: null,
    user: "佐藤",
    mac: null,
    note: null,
    state: "in-use",
    createdAt: at(0),
    updatedAt: at(0),
  });
  await store.endpoints.touch("pc1", {
    lastSeenAt: at(30),
    clockOffsetMs: 12.5,
    sensors: [{ fact: "usb", status: "ok", code: null, reason: null, lastRunAt: at(29), durationMs: 4 }],
  });
  const common = { schema: 1, at: at(5), durationMs: 9, unread: false };
  await store.observations.append({
    endpointId: "pc1",
    epoch: "aaaaaaaa",
    receivedAt: at(6),
    upTo: 5,
    observations: [
      { ...common, seq: 1, fact: "patch", kind: "reading", body: { status: "ok", value: { pending: [] } } },
      { ...common, seq: 2, fact: "usb", kind: "event", body: { type: "inserted", device: stick } },
      { ...common, seq: 4, fact: "posture", kind: "reading", schema: 7, body: { later: true }, unread: true },
    ],
  });
}

async function registers(store: SqliteStore): Promise<void> {
  await store.registers.putNetwork({
    id: "net-1",
    name: "事務局LAN",
    siteId: "office",
    mode: "watching",
    subnets: ["192.0.2.0/24"],
    gatewayMacs: ["02:00:00:00:00:fe"],
    createdAt: at(0),
    learningUntil: null,
  });
  const opened: IncidentEvent = {
    id: "i1-opened",
    incidentId: "i1",
    at: at(5),
    recordedAt: at(6),
    actor: machine,
    change: {
      type: "opened",
      rule: "usb-unregistered",
      fingerprint: "usb-unregistered:0781:5581:4C530001",
      severity: "warning",
      endpointId: "pc1",
      siteId: "office",
      data: { product: "Ultra" },
    },
  };
  const delivery = {
    personId: "p1",
    channel: "email",
    kind: "action",
    createdAt: at(6),
  } as const;
  await store.effects.apply({
    cursor: 3,
    presence: [{ endpointId: "pc1", devices: [stick] }],
    media: [stick, decidedStick].map((device) => ({
      device,
      endpointId: "pc1",
      at: at(5),
      present: device === stick,
      rightIfNew: "unregistered",
    })),
    lanDevices: [
      {
        networkId: "net-1",
        mac: "02:00:00:00:00:10",
        randomMac: false,
        vendor: "Brother",
        addresses: ["192.0.2.10"],
        hostName: "printer",
        router: false,
        at: at(5),
        seenBy: "pc1",
        endpointId: null,
        rightIfNew: "initial",
      },
      {
        networkId: "net-1",
        mac: "02:00:00:00:00:11",
        randomMac: false,
        vendor: null,
        addresses: ["192.0.2.11"],
        hostName: null,
        router: false,
        at: at(5),
        seenBy: "pc1",
        endpointId: null,
        rightIfNew: "unregistered",
      },
    ],
    macs: [{ endpointId: "pc1", macs: ["02:00:00:00:00:01"] }],
    operatingSystems: [{ endpointId: "pc1", name: "Debian GNU/Linux 13" }],
    proposals: [
      {
        endpointId: "pc2",
        at: at(5),
        networks: [{ interface: "eth0", gatewayMac: null, subnet: "198.51.100.0/24" }],
      },
    ],
    incidentEvents: [opened, ...routed],
    deliveries: [
      { ...delivery, id: "d1", about: { kind: "incident", id: "i1" }, dueAt: at(6) },
      { ...delivery, id: "d2", about: { kind: "incident", id: "i1" }, dueAt: at(40) },
      { ...delivery, id: "d3", about: { kind: "digest", id: "2026-11-24" }, dueAt: at(45) },
      { ...delivery, id: "d4", about: { kind: "report", id: "weekly-2026-11-16" }, dueAt: at(50) },
    ],
    ...watched,
  });
  const sent = { state: "sent", dueAt: at(6), lastError: null, at: at(7) } as const;
  await store.notifications.attempted("d1", sent, {
    ...opened,
    id: "d1-1",
    recordedAt: at(7),
    change: {
      type: "notified",
      personId: "p1",
      personName: "山田",
      channel: "email",
      outcome: "sent",
      reason: "",
    },
  });
}

const directory = mkdtempSync(join(tmpdir(), "hinomi-fixture-"));
const store = await openSqliteStore({
  path: join(directory, "hinomi.db"),
  chain: "c1",
  createdBy: "fixture",
});
await computers(store);
await registers(store);
await decisions(store);
await people(store);
await store.backup(join(directory, "fixture.db"));
await store.close();
copyFileSync(join(directory, "fixture.db"), target);
chmodSync(target, 0o644);
rmSync(directory, { recursive: true });
process.stdout.write(`${target.pathname}\n`);
