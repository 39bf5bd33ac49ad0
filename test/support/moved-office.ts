import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { generate } from "otplib";
import { startCollector, type RunningCollector } from "#collector/app/collector.ts";
import { collectorConfig } from "#collector/config.ts";
import { enrolResponse, type EnrolResponse } from "#shared/protocol/enrolment.ts";
import { account } from "./account.ts";
import { selfSigned } from "./certificate.ts";
import { type Mailbox, openMailbox } from "./mailbox.ts";
import type { MovedTime } from "./moved-time.ts";
import { createOfficeComputer, type OfficeComputer } from "./office-computer.ts";

/** A collector with its office under moved time: real store, real mail server, real sockets. */
export interface MovedOffice {
  readonly mailbox: Mailbox;
  /** What the collector logged as an error since it was opened. */
  readonly errors: string[];
  readonly computers: readonly OfficeComputer[];
  /** Starts the collector over what is kept. */
  start(): Promise<void>;
  /** Stops it in order. */
  stop(): Promise<void>;
  /** The power of its computer fails: nothing is told to anybody, and what is on the disk is all there is. */
  kill(): Promise<void>;
  /** Makes the first account, which holds two chairs, and enters the others of the office. */
  enterPeople(
    others: readonly {
      readonly name: string;
      readonly roles: readonly string[];
      readonly language: "ja" | "en";
    }[],
  ): Promise<void>;
  enrol(name: string): Promise<OfficeComputer>;
  /** Lets time pass to a moment of the office's clock, `2026-11-16 08:30`; whoever is connected gives signs of life. */
  passTo(text: string, strideMinutes?: number): Promise<void>;
  /** The first account's requests; it signs in anew where its session has ended. */
  ask(method: "GET" | "POST" | "PUT", path: string, body?: unknown): Promise<unknown>;
  /** Brings every agent that runs back to the collector. */
  reconnect(): Promise<void>;
  agentPort(): number;
  /** Rows of the database file, asked by SQL beside the running collector. */
  rows(sql: string, named?: Readonly<Record<string, string>>): readonly Record<string, unknown>[];
  close(): Promise<void>;
}

const mailUser = "hinomi@example.jp";

export const officeMoment = (text: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(text.replace(" ", "T")).toZonedDateTime("Asia/Tokyo").toInstant();

export async function openMovedOffice(directory: string, time: MovedTime): Promise<MovedOffice> {
  const password = "a password of the lab";
  const certificate = await selfSigned("127.0.0.1");
  const mailbox = await openMailbox({ ...certificate, user: mailUser, password });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "mail-password"), `${password}\n`);
  writeFileSync(join(directory, "mail-ca.pem"), certificate.cert);
  const web = join(directory, "web");
  mkdirSync(web);
  writeFileSync(join(web, "index.html"), "<!doctype html><title>火の見</title>");

  const errors: string[] = [];
  const computers: OfficeComputer[] = [];
  const abandoned: RunningCollector[] = [];
  let collector: RunningCollector | null = null;
  let data = join(directory, "data-0");
  let cookie = "";
  let secret = "";

  const running = (): RunningCollector => {
    if (collector === null) throw new TypeError("start the collector first");
    return collector;
  };

  async function send(
    method: string,
    path: string,
    body: unknown,
  ): Promise<{ readonly status: number; readonly text: string; readonly cookie: string | null }> {
    const url = new URL(path, running().url);
    const answer = await fetch(url, {
      method,
      headers: {
        origin: url.origin,
        cookie,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const given = answer.headers.getSetCookie()[0]?.split(";")[0] ?? null;
    return { status: answer.status, text: await answer.text(), cookie: given };
  }

  async function must(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await send(method, path, body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${String(answer.status)} ${answer.text}`);
    if (answer.cookie !== null) cookie = answer.cookie;
    return JSON.parse(answer.text);
  }

  const code = (): Promise<string> =>
    generate({ secret, epoch: Math.floor(time.now().epochMilliseconds / 1000) });

  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const first = await send(method, path, body);
    if (first.status !== 401) return first.status === 200 ? JSON.parse(first.text) : must(method, path, body);
    const { email, password: own } = account;
    await must("POST", "/api/v1/session", { email, password: own, totpCode: await code() });
    return must(method, path, body);
  }

  async function beatAll(): Promise<void> {
    for (const computer of computers) await computer.beat();
  }

  return {
    mailbox,
    errors,
    computers,
    async start() {
      collector = await startCollector({
        config: collectorConfig.parse({
          organisation: "見本管工事協同組合",
          people: { "http-port": 0 },
          agents: { port: 0 },
          email: {
            host: "127.0.0.1",
            port: mailbox.port,
            username: mailUser,
            "password-file": join(directory, "mail-password"),
            "ca-file": join(directory, "mail-ca.pem"),
            from: mailUser,
          },
        }),
        configFile: null,
        dataDirectory: data,
        webRoot: web,
        version: "0.1.0",
        log: {
          info: () => undefined,
          warn: () => undefined,
          error: (about, message) =>
            errors.push(`${message} ${JSON.stringify(about)} ${String((about as { err?: unknown }).err)}`),
        },
        now: time.now,
      });
      time.parts = 3;
      await time.settle();
    },
    async stop() {
      time.parts = 0;
      await running().stop();
      collector = null;
      for (const computer of computers) if (computer.connected) await computer.cut();
    },
    async kill() {
      const dead = running();
      const next = join(directory, `data-${String(abandoned.length + 1)}`);
      // A killed process leaves its files as they are at that moment; locks and shared memory die with it.
      cpSync(data, next, { recursive: true, filter: (path) => !/-shm$|\.lock$/u.test(path) });
      data = next;
      time.parts = 0;
      time.abandon();
      abandoned.push(dead);
      collector = null;
      for (const computer of computers) if (computer.connected) await computer.cut();
    },
    async enterPeople(others) {
      const link = running().setupLink?.split("#")[1] ?? "";
      const begun = (await must("POST", "/api/v1/setup/begin", { link })) as { totpSecret: string };
      secret = begun.totpSecret;
      await must("POST", "/api/v1/setup", { link, ...account, totpCode: await code(), language: "ja" });
      for (const [index, person] of others.entries())
        await must("POST", "/api/v1/people", { ...person, email: `p${String(index)}@example.jp` });
    },
    async enrol(name) {
      const computer = await createOfficeComputer({
        name,
        now: time.now,
        async enrol({ csr, hostname }): Promise<EnrolResponse> {
          const made = (await ask("POST", "/api/v1/enrolment-codes", { siteId: "site-office" })) as {
            code: string;
          };
          const [once = ""] = made.code.split(".");
          const request = { csr, hostname, platform: "linux", kind: "terminal", agentVersion: "0.1.0" };
          return enrolResponse.parse(await must("POST", "/api/v1/enrol", { ...request, secret: once }));
        },
      });
      computers.push(computer);
      await computer.switchOn(running().agentPort);
      return computer;
    },
    async passTo(text, strideMinutes = 120) {
      const target = officeMoment(text);
      while (Temporal.Instant.compare(time.now(), target) < 0) {
        const next = time.now().add({ minutes: strideMinutes });
        await time.moveTo(Temporal.Instant.compare(next, target) < 0 ? next : target);
        await beatAll();
        await time.settle();
      }
    },
    ask,
    async reconnect() {
      for (const computer of computers)
        if (computer.runs && !computer.connected) await computer.connect(running().agentPort);
      await time.settle();
    },
    agentPort: () => running().agentPort,
    rows(sql, named = {}) {
      const db = new DatabaseSync(join(data, "hinomi.db"), { readOnly: true });
      try {
        const statement = db.prepare(sql);
        statement.setAllowUnknownNamedParameters(true);
        return statement.all({ ...named });
      } finally {
        db.close();
      }
    },
    async close() {
      for (const computer of computers) await computer.cut();
      for (const one of [...abandoned, ...(collector === null ? [] : [collector])]) await one.stop();
      await mailbox.close();
    },
  };
}
