import type { RouteOutput } from "#shared/api/routes.ts";
import type { EndpointDetail, EndpointRow } from "#shared/api/schemas.ts";
import type { OfficeClock } from "./fake-office-clock.ts";
import { drawFacts, stick } from "./fake-office-facts.cases.ts";
import { memberFirm, office } from "./fake-office-sites.cases.ts";

const factNames = ["patch", "antivirus", "usb", "lan", "health"];

/** The computers of the office: seven that show something, and twenty-nine that are as they should be. */
export function drawComputers(clock: OfficeClock): readonly EndpointDetail[] {
  const { ago, ahead } = clock;

  const endpoint = (index: number, change: Partial<EndpointRow> = {}): EndpointRow => ({
    id: `e${index}`,
    hostname: `PC-${String(index).padStart(2, "0")}`,
    managementNumber: `K-${String(index + 14).padStart(3, "0")}`,
    platform: "linux",
    kind: "terminal",
    site: office,
    state: "active",
    assetClass: null,
    userIds: [],
    connected: true,
    lastSeenAt: ago(0),
    enrolledAt: ago(60 * 24 * 40),
    agentVersion: "0.1.0",
    operatingSystem: "Debian GNU/Linux 12 (bookworm)",
    macs: [`3c:7c:3f:10:20:${(16 + index).toString(16)}`],
    clockOffsetMs: 120,
    sensors: factNames.map((fact) => ({
      fact,
      status: "ok",
      code: null,
      reason: null,
      lastRunAt: ago(4),
      durationMs: 300,
    })),
    certificateExpiresAt: ahead(24 * 300),
    support: { state: "supported", endsOn: "2028-06-30" },
    ...change,
  });

  const blind = endpoint(7).sensors.map((sensor) =>
    sensor.fact === "antivirus"
      ? {
          ...sensor,
          status: "failed" as const,
          code: "denied",
          reason: "clamd のソケットを読む権限がありません。",
        }
      : sensor,
  );
  const rows: readonly EndpointRow[] = [
    endpoint(1, { hostname: "SV-01", kind: "server", managementNumber: "S-001", assetClass: "1" }),
    endpoint(2),
    endpoint(3, { userIds: ["p8"] }),
    endpoint(4, { connected: false, lastSeenAt: ago(190) }),
    endpoint(7, { sensors: blind }),
    endpoint(8, {
      site: memberFirm,
      platform: "windows",
      operatingSystem: "Windows 11 Pro 25H2",
      support: { state: "supported", endsOn: "2027-10-12" },
      managementNumber: null,
    }),
    endpoint(9, {
      site: memberFirm,
      platform: "windows",
      operatingSystem: "Windows 10 Pro 22H2",
      support: { state: "ended", endsOn: "2025-10-14" },
      connected: false,
      lastSeenAt: ago(60 * 30),
    }),
    endpoint(11, { state: "resting", connected: false, lastSeenAt: ago(60 * 24 * 9) }),
    ...Array.from({ length: 29 }, (_one, index) => endpoint(index + 12)),
  ];

  const facts = drawFacts(clock);
  return rows.map((row) => {
    const own = row.id === "e7" ? { ...facts.usual, antivirus: facts.blind } : facts.usual;
    return {
      ...row,
      facts: row.id === "e9" ? { ...own, patch: facts.oldWindows } : { ...own },
      asOf: ago(0),
    };
  });
}

/** What one computer reported, newest first. */
export const drawObservations = ({ ago }: OfficeClock): RouteOutput<"listObservations">["items"] =>
  Array.from({ length: 12 }, (_, index) => ({
    ordinal: 400 - index,
    endpointId: "e3",
    epoch: "epoch0001",
    seq: 400 - index,
    fact: factNames[index % 5] ?? "health",
    schema: 1,
    kind: index === 2 ? ("event" as const) : ("reading" as const),
    at: ago(18 + index * 7),
    receivedAt: ago(18 + index * 7),
    durationMs: 300,
    body:
      index === 2
        ? {
            type: "inserted",
            device: { ...stick, port: "1-2", volumes: [] },
            bytesWritten: null,
            noticedBy: "event",
          }
        : { status: "ok", value: {} },
    unread: false,
  }));
