import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const run = promisify(execFile);
const report = z.object({
  modules: z.array(
    z.object({ source: z.string(), dependencies: z.array(z.object({ resolved: z.string() })) }),
  ),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
    totalCruised: z.number(),
  }),
});

async function cruise(cwd: string, ...places: string[]): Promise<z.infer<typeof report>> {
  const config = ["--config", resolve(".dependency-cruiser.cjs"), "--output-type", "json"];
  // Violations make the exit code non-zero; the report is what counts.
  const { stdout } = await run("depcruise", [...config, ...places], {
    cwd,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: unknown) => z.object({ stdout: z.string() }).parse(error));
  return report.parse(JSON.parse(stdout));
}

const ruleNames = (): readonly string[] =>
  z
    .object({ forbidden: z.array(z.object({ name: z.string() })) })
    .parse(createRequire(import.meta.url)(resolve(".dependency-cruiser.cjs")))
    .forbidden.map((rule) => rule.name);

describe("the import arrows", () => {
  it("hold in every room, and the rooms were really looked at", async () => {
    const { modules, summary } = await cruise(".", "agent", "collector", "shared", "cli", "test");
    const seen = modules.map((module) => module.source);
    for (const place of [
      "agent/main.ts",
      "agent/sensors/usb/linux.ts",
      "collector/main.ts",
      "collector/domain/rules/index.ts",
      "collector/storage/sqlite/index.ts",
      "collector/http/server.ts",
      "collector/web/main.tsx",
      "shared/facts/index.ts",
      "cli/hinomi.ts",
    ])
      expect(seen).toContain(place);
    expect(summary.totalCruised).toBeGreaterThan(300);
    const edges = modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved }) => `${source} → ${resolved}`),
    );
    for (const edge of [
      "collector/app/house.ts → collector/storage/sqlite/index.ts",
      // Imported when they are needed, not before.
      "cli/agent-bundle.ts → agent/bundle.script.ts",
      "collector/web/router.tsx → collector/web/pages/board/board.tsx",
    ])
      expect(edges).toContain(edge);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  }, 60_000);

  it("are refused where a module crosses them, each of them", async () => {
    const house = await mkdtemp(join(tmpdir(), "hinomi-crossing-"));
    const files: Readonly<Record<string, string>> = {
      "package.json": JSON.stringify({
        name: "house",
        type: "module",
        imports: { "#agent/*": "./agent/*" },
        dependencies: { nodemailer: "1.0.0", ws: "1.0.0" },
      }),
      "node_modules/nodemailer/package.json": '{"name":"nodemailer","exports":"./mail.js"}',
      "node_modules/nodemailer/mail.js": "export const mail = 1;",
      "node_modules/ws/package.json": '{"name":"ws","exports":"./ws.js"}',
      "node_modules/ws/ws.js": "export const ws = 1;",
      "collector/storage/port.ts": "export const port = 1; export type Port = 1;",
      "collector/storage/sqlite.ts":
        'import { DatabaseSync } from "node:sqlite"; export const database = DatabaseSync;',
      "collector/app/start.ts": "export const start = 1;",
      "agent/adapters/clock.ts": "export const clock = 1;",
      "test/support/fake.ts": "export const fake = 1;",

      "agent/core/adapter.ts": 'export { clock } from "../adapters/clock.ts";',
      "agent/core/agent.ts":
        'import { port } from "../../collector/storage/port.ts"; export const agent = port;',
      "agent/core/socket.ts": 'import { ws } from "ws"; export const socket = ws;',
      "agent/tested.ts": 'import { fake } from "../test/support/fake.ts"; export const tested = fake;',
      "collector/domain/clock.ts": 'import { hrtime } from "node:process"; export const clock = hrtime;',
      "collector/domain/type.ts":
        'import type { Port } from "../storage/port.ts"; export type Stored = Port;',
      "collector/http/late.ts": 'export const late = () => import("../storage/sqlite.ts");',
      "collector/http/mail.ts": 'import { mail } from "nodemailer"; export const carrier = mail;',
      "collector/http/rows.ts":
        'import { database } from "../storage/sqlite.ts"; export const rows = database;',
      "collector/http/tables.ts":
        'import { DatabaseSync } from "node:sqlite"; export const tables = DatabaseSync;',
      "collector/ingest/agent.ts":
        'import { clock } from "#agent/adapters/clock.ts"; export const agent = clock;',
      "collector/ingest/wire.ts": 'import { start } from "../app/start.ts"; export const wire = start;',
      "collector/notify/nowhere.ts":
        'import { nothing } from "./nothing.ts"; export const nowhere = nothing;',
      "collector/web/page.ts": 'import { rows } from "../http/rows.ts"; export const page = rows;',
      "shared/agent.ts": 'import { clock } from "../agent/adapters/clock.ts"; export const agent = clock;',
      "shared/file.ts": 'import { readFileSync } from "node:fs"; export const file = readFileSync;',
      "shared/one.ts": 'import { two } from "./two.ts"; export const one = (): unknown => two;',
      "shared/two.ts": 'import { one } from "./one.ts"; export const two = (): unknown => one;',
      "tools/make.ts": 'import { file } from "../shared/file.ts"; export const make = file;',
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(house, dirname(name)), { recursive: true });
      await writeFile(join(house, name), text);
    }
    await cp("tsconfig.json", join(house, "tsconfig.json"));
    const { summary } = await cruise(house, "agent", "collector", "shared", "test", "tools");
    await rm(house, { recursive: true });
    const refused = new Set(summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`));
    expect([...refused].toSorted()).toEqual([
      "agent-core-is-pure-of-packages: agent/core/socket.ts",
      "agent-core-knows-no-adapter: agent/core/adapter.ts",
      "agent-never-collector: agent/core/agent.ts",
      "collector-never-agent: collector/ingest/agent.ts",
      "domain-is-pure: collector/domain/clock.ts",
      "domain-is-pure: collector/domain/type.ts",
      "known-rooms: tools/make.ts",
      "no-cycles: shared/one.ts",
      "no-unresolved: collector/notify/nowhere.ts",
      "nothing-imports-tests: agent/tested.ts",
      "only-app-wires: collector/ingest/wire.ts",
      "only-notify-knows-carriers: collector/http/mail.ts",
      "only-storage-knows-a-database: collector/http/tables.ts",
      "shared-knows-nothing: shared/agent.ts",
      "shared-touches-no-machine: shared/file.ts",
      "siblings-by-port-only: collector/http/late.ts",
      "siblings-by-port-only: collector/http/rows.ts",
      "web-knows-shared-only: collector/web/page.ts",
    ]);
    const told = new Set([...refused].map((line) => line.split(":")[0] ?? ""));
    expect([...told].toSorted()).toEqual(ruleNames().toSorted());
  }, 60_000);
});
