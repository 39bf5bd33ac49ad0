import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "otplib";
import { openDataDirectory } from "#collector/app/keeping/data-directory.ts";
import {
  addEndpoint,
  addReadings,
  firm,
  office,
  openCase,
  propose,
  seeDevice,
  seeStick,
} from "#collector/http/sample-rows.ts";
import { noEffects, type Store } from "#collector/storage/port.ts";
import { openSqliteStore } from "#collector/storage/sqlite/index.ts";
import { account } from "#test/support/account.ts";
import { freePort, makeToken, type RunningHinomi, startCollectorOnly } from "#test/support/hinomi.ts";

/** A collector as its user starts it, with a small office's rows in it and somebody signed in. */
export interface Office {
  readonly url: string;
  readonly hinomi: RunningHinomi;
  /** Headers of a program with a token that may write. */
  readonly program: Readonly<Record<string, string>>;
  /** Headers of the first account's browser: 統括情報管理者 and 情報管理者. */
  readonly person: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

async function signUp(url: string, setup: string): Promise<Record<string, string>> {
  const { origin } = new URL(url);
  const link = setup.slice(setup.indexOf("#") + 1);
  const send = async (path: string, body: object): Promise<Response> => {
    const headers = { origin, "content-type": "application/json" };
    const answer = await fetch(new URL(path, url), { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return answer;
  };
  const begun: unknown = await (await send("/api/v1/setup/begin", { link })).json();
  const secret = typeof begun === "object" && begun !== null && "totpSecret" in begun ? begun.totpSecret : "";
  const totpCode = await generate({ secret: String(secret) });
  const made = await send("/api/v1/setup", { link, ...account, totpCode, language: "ja" });
  const cookie = made.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
  return { cookie, origin };
}

/** One row at least of everything that the API shows. */
async function furnish(store: Store): Promise<void> {
  for (const site of [office, firm]) await store.registers.putSite(site);
  const patch = { status: "failed", code: "denied", reason: "no right to read", value: null };
  for (const [name, site] of [
    ["pc-01", office],
    ["pc-02", firm],
  ] as const) {
    await addEndpoint(store, name, site);
    await addReadings(store, name, { patch });
  }
  const at = "2026-11-24T06:00:00.000Z";
  await store.registers.putNetwork({
    id: "n1",
    name: "事務局LAN",
    siteId: office.id,
    mode: "learning",
    subnets: ["192.168.1.0/24"],
    gatewayMacs: [],
    createdAt: at,
    learningUntil: null,
  });
  await seeStick(store, "pc-01");
  await seeDevice(store, "n1", "52:54:00:00:00:01", "unregistered");
  await propose(store, "pc-02", "192.168.7.0/24");
  await openCase(store, "case-1", "usb-unregistered", office.id);
  await openCase(store, "case-2", "gateway-changed", firm.id, { networkId: "n1", mac: "52:54:00:00:00:09" });
  const about = { endpointId: "pc-01", siteId: office.id } as const;
  await store.effects.apply({
    ...noEffects,
    conditions: [
      {
        ...about,
        id: "condition-1",
        rule: "could-not-look",
        severity: "caution",
        state: "open",
        beganAt: at,
        afterAbsence: false,
        openedAt: at,
        dueAt: null,
        incidentId: null,
        receivedAt: null,
        receivedBy: null,
        endedAt: null,
        data: { computers: 1, computer1: "pc-01", endpoint1: "pc-01" },
      },
    ],
    gaps: [
      {
        id: "gap-1",
        subject: "agent",
        endpointId: "pc-01",
        fact: null,
        from: at,
        to: "2026-11-24T06:30:00.000Z",
        cause: "network-cut",
        detail: "",
        explainedAt: null,
      },
    ],
  });
}

/** Starts the collector in a directory of its own; whatever it made is removed by `close`. */
export async function openOffice(): Promise<Office> {
  const directory = await mkdtemp(join(tmpdir(), "hinomi-api-"));
  const data = join(directory, "data");
  const ports = { httpPort: await freePort(), agentPort: await freePort() };
  const hinomi = await startCollectorOnly({ data, ...ports });
  const { store: path, chain } = openDataDirectory(data);
  const store = await openSqliteStore({ path, chain, role: "tool" });
  await furnish(store);
  await store.close();
  return {
    url: hinomi.url,
    hinomi,
    program: { authorization: `Bearer ${await makeToken(data, "write")}` },
    person: await signUp(hinomi.url, hinomi.setup),
    async close() {
      await hinomi.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
