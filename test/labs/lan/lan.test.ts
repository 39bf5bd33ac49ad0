import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RouteOutput } from "#shared/api/routes.ts";
import { enrolComputer, makeCode, type RunningAgent, startAgent } from "#test/support/agent-process.ts";
import {
  type Api,
  type EndpointDetail,
  type IncidentDetail,
  type Incidents,
  makeToken,
  type RunningHinomi,
  startHinomi,
  until,
} from "#test/support/hinomi.ts";
import { Lan, macOf, on } from "./office.ts";

const lan = new Lan("office", "10.77.0");
const home = new Lan("home", "10.78.0");
const server = "srv";
const computers = ["pc1", "pc2", "pc3"] as const;
const agents = new Map<string, RunningAgent>();
let directory = "";
let hinomi: RunningHinomi;
let api: Api;

/** The API as a browser on the server itself would reach it. */
function apiOn(host: string, url: string, token: string): Api {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const words = [
      method,
      new URL(path, url).href,
      token,
      ...(body === undefined ? [] : [JSON.stringify(body)]),
    ];
    const answer = await on(host, "node", "test/labs/lan/ask.script.ts", ...words);
    const status = Number(answer.slice(0, 3));
    if (status >= 300) throw new Error(`${path}: ${answer}`);
    return JSON.parse(answer.slice(4)) as T;
  };
  return { get: (path) => ask("GET", path), send: (method, path, body) => ask(method, path, body) };
}

const networks = () => api.get<RouteOutput<"listNetworks">>("/api/v1/networks");
const devices = () => api.get<RouteOutput<"listLanDevices">>("/api/v1/lan-devices?limit=500");
const cases = () => api.get<Incidents>("/api/v1/incidents?rule=lan-unknown&limit=500");
const rights = async () =>
  new Map((await devices()).items.map((device) => [device.mac, device.right] as const));
const caseAbout = async (mac: string) => (await cases()).items.filter((item) => item.data["mac"] === mac);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hinomi-lan-"));
  await lan.up();
  await lan.router("10.77.0.1", ["10.77.0.100", "10.77.0.150"]);
  await lan.join(server, { address: "10.77.0.2", gateway: "10.77.0.1" });
  await lan.join("printer", { address: "10.77.0.50", mac: "00:1b:a9:12:34:56" });
  for (const [index, pc] of computers.entries()) {
    await lan.join(pc, { address: `10.77.0.${11 + index}`, gateway: "10.77.0.1" });
  }
  const config = join(directory, "collector.yaml");
  await writeFile(
    config,
    `site: 事務局
people:
  https: { listen: "0.0.0.0:8643" }
  hosts: ["10.77.0.2"]
agents:
  listen: 0.0.0.0
  addresses: ["10.77.0.2:8611"]
`,
  );
  const data = join(directory, "data");
  hinomi = await startHinomi({ data, httpPort: 8610, agentPort: 8611, config, within: Lan.within(server) });
  api = apiOn(server, hinomi.url, await makeToken(data, "write"));
  const site = (await api.get<RouteOutput<"listSites">>("/api/v1/sites")).items[0];
  if (!site) throw new Error("no site");
  for (const pc of computers) {
    const code = await makeCode(api, site.id);
    const state = join(directory, pc);
    await enrolComputer("https://10.77.0.2:8643", code, state, Lan.within(pc));
    agents.set(pc, await startAgent(state, Lan.within(pc)));
  }
});

afterAll(async () => {
  for (const agent of agents.values()) await agent.stop("SIGKILL");
  await hinomi?.stop();
  await home.down();
  await lan.down();
  await rm(directory, { recursive: true, force: true });
});

describe("a real office LAN", () => {
  it("is proposed by the collector's own host alone, and devices there are collected before anything is judged", async () => {
    const { items } = await until("the office's network", networks, (found) => found.items.length === 1);
    expect(items[0]).toMatchObject({ mode: "learning", subnets: ["10.77.0.0/24"] });
    const printer = await until(
      "the printer, which speaks to nobody",
      async () => (await devices()).items.find((device) => device.mac === "00:1b:a9:12:34:56"),
      (device) => device !== undefined,
      120_000,
    );
    expect(printer).toMatchObject({ vendor: expect.stringMatching(/brother/iu), right: "initial" });
    expect((await cases()).items).toEqual([]);
  });

  it("knows the cards of enrolled computers and takes an approved printer for what it is", async () => {
    const { items } = await networks();
    const network = items[0];
    if (!network) throw new Error("no network");
    await api.send("PUT", `/api/v1/networks/${network.id}`, {
      name: "事務局LAN",
      mode: "watching",
      gatewayMacs: network.gatewayMacs,
      allowInitial: true,
    });
    const own = new Set(await Promise.all([server, ...computers].map(macOf)));
    await sleep(12_000);
    expect((await cases()).items).toEqual([]);
    const { items: known } = await devices();
    const settled: readonly unknown[] = ["allowed", "fixed"];
    const unowned = known.filter((device) => own.has(device.mac) && device.endpointId === null);
    expect(unowned).toEqual([]);
    const strange = known.filter((device) => !own.has(device.mac) && !settled.includes(device.right));
    expect(strange).toEqual([]);
  });

  it("finds a stranger within ten seconds of its first packet, once, however many agents see it", async () => {
    const mac = "3c:07:54:aa:bb:01";
    await lan.join("stranger", { mac });
    const started = Date.now();
    await lan.askForAddress("stranger", "GUEST-LAPTOP");
    const [found] = await until(
      "the stranger's case",
      () => caseAbout(mac),
      (list) => list.length > 0,
      30_000,
    );
    const seconds = (Date.now() - started) / 1000;
    console.log(JSON.stringify({ lab: "lan", stranger_to_case_s: seconds }));
    expect(seconds).toBeLessThan(10);
    expect(found).toMatchObject({
      rule: "lan-unknown",
      severity: "warning",
      siteName: "事務局",
      data: { mac, hostName: "GUEST-LAPTOP", vendor: expect.stringMatching(/apple/iu) },
    });
    await sleep(8_000);
    expect(await caseAbout(mac)).toHaveLength(1);
    const row = (await devices()).items.find((device) => device.mac === mac);
    expect(row?.addresses.some((address) => address.startsWith("10.77.0.1"))).toBe(true);
  });

  it("makes no second case when the stranger leaves and returns", async () => {
    const mac = "3c:07:54:aa:bb:01";
    await lan.unplug("stranger");
    await sleep(3_000);
    await lan.join("stranger", { mac });
    await lan.askForAddress("stranger", "GUEST-LAPTOP");
    await sleep(8_000);
    const found = await caseAbout(mac);
    expect(found).toHaveLength(1);
    expect((await cases()).items).toHaveLength(1);
  });

  it("says of a random MAC that it is one", async () => {
    const mac = "da:a1:19:00:00:07";
    await lan.join("phone", { mac });
    await lan.askForAddress("phone", "Pixel");
    const row = await until(
      "the phone",
      async () => (await devices()).items.find((device) => device.mac === mac),
      (device) => device !== undefined,
    );
    expect(row).toMatchObject({ randomMac: true, vendor: null });
    const found = await until("its case", cases, (list) => list.items.length === 2);
    const detail = await api.get<IncidentDetail>(`/api/v1/incidents/${found.items[0]?.id}`);
    expect(JSON.stringify(detail.data)).toContain(mac);
  });

  it("keeps thirty random MACs of one day in one row", async () => {
    await lan.join("roaming", { mac: "da:a1:19:00:01:00", address: "10.77.0.200" });
    const macs = Array.from({ length: 30 }, (_, index) => `da:a1:19:00:02:${(index + 16).toString(16)}`);
    for (const [index, mac] of macs.entries()) {
      await lan.become("roaming", mac, `10.77.0.${201 + index}`);
      await lan.speak("roaming", "10.77.0.11");
    }
    await until(
      "all thirty in the register",
      async () => (await devices()).items.map((device) => device.mac),
      (known) => macs.every((mac) => known.includes(mac)),
      120_000,
    );
    await lan.unplug("roaming");
    const { items } = await cases();
    const rows = items.filter((item) => item.data["grouped"] === true);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.data["devices"]).toBeGreaterThanOrEqual(31);
    expect(items).toHaveLength(2);
  });

  it("asks one question when the router was exchanged, and keeps what was approved", async () => {
    const before = await rights();
    const newRouter = "52:54:00:99:88:77";
    await lan.replaceRouter(newRouter);
    const questions = () => api.get<Incidents>("/api/v1/incidents?rule=gateway-changed&limit=100");
    const asked = await until("the question", questions, ({ items }) => items.length > 0, 120_000);
    await sleep(10_000);
    expect((await questions()).items).toHaveLength(1);
    const question = asked.items[0];
    expect(question?.data).toMatchObject({ mac: newRouter });
    await api.send("POST", `/api/v1/incidents/${question?.id ?? ""}/gateway`, { planned: true });
    const detail = await api.get<IncidentDetail>(`/api/v1/incidents/${question?.id ?? ""}`);
    expect(detail.state).toBe("recovered");
    const [network] = (await networks()).items;
    expect(network).toMatchObject({ mode: "watching", gatewayMacs: [newRouter] });
    const after = await rights();
    for (const [mac, right] of before) expect([mac, after.get(mac)]).toEqual([mac, right]);
    const stranger = "3c:07:54:aa:bb:02";
    await lan.join("visitor", { mac: stranger });
    await lan.askForAddress("visitor", "VISITOR");
    await until(
      "a stranger behind the new router",
      () => caseAbout(stranger),
      (list) => list.length > 0,
      60_000,
    );
  });

  it("hears nothing of a network that nobody entered: an agent carried there says only that it is elsewhere", async () => {
    const foreign = "f0:18:98:00:00:99";
    await home.up();
    await home.router("10.78.0.1", ["10.78.0.100", "10.78.0.150"]);
    await home.join("tv", { address: "10.78.0.20", mac: foreign });
    const homeRouter = (await on("home", "cat", "/sys/class/net/br0/address")).trim();
    await lan.unplug("pc3");
    await home.join("pc3", { address: "10.78.0.13", gateway: "10.78.0.1" });
    await home.speak("pc3", "10.78.0.20");
    await home.askForAddress("tv", "FAMILY-TV").catch(() => {});
    await sleep(75_000);
    // Back in the office, everything it kept while away is sent.
    await lan.join("pc3", { address: "10.77.0.13", gateway: "10.77.0.1" }).catch(async () => {
      await home.unplug("pc3");
      await lan.join("pc3", { address: "10.77.0.13", gateway: "10.77.0.1" });
    });
    const id = agents.get("pc3")?.endpointId ?? "";
    await until(
      "pc3 to be back",
      () => api.get<EndpointDetail>(`/api/v1/endpoints/${id}`),
      (detail) => detail.connected,
      120_000,
    );
    await sleep(10_000);
    const history = JSON.stringify(await api.get(`/api/v1/endpoints/${id}/observations?limit=500`));
    expect(history).toMatch(/"unwatchedNetworks":1/u);
    for (const secret of [foreign, homeRouter, "10.78.0", "FAMILY-TV"]) expect(history).not.toContain(secret);
    expect((await devices()).items.some((device) => device.mac === foreign)).toBe(false);
  });
});
