import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
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
    expect(summary.totalCruised).toBeGreaterThan(150);
    const app = modules.find((module) => module.source === "collector/app/collector.ts");
    expect(app?.dependencies.map((dependency) => dependency.resolved)).toContain(
      "collector/storage/sqlite/index.ts",
    );
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  }, 60_000);

  it("are refused where a module crosses them", async () => {
    const house = await mkdtemp(join(tmpdir(), "hinomi-crossing-"));
    const files: Readonly<Record<string, string>> = {
      "collector/storage/port.ts": "export const port = 1;",
      "collector/storage/sqlite.ts":
        'import { DatabaseSync } from "node:sqlite"; export const database = DatabaseSync;',
      "collector/domain/clock.ts": 'import { hrtime } from "node:process"; export const clock = hrtime;',
      "collector/http/rows.ts":
        'import { database } from "../storage/sqlite.ts"; export const rows = database;',
      "collector/web/page.ts": 'import { rows } from "../http/rows.ts"; export const page = rows;',
      "agent/core/agent.ts":
        'import { port } from "../../collector/storage/port.ts"; export const agent = port;',
      "shared/file.ts": 'import { readFileSync } from "node:fs"; export const file = readFileSync;',
      "shared/one.ts": 'import { two } from "./two.ts"; export const one = (): unknown => two;',
      "shared/two.ts": 'import { one } from "./one.ts"; export const two = (): unknown => one;',
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(house, dirname(name)), { recursive: true });
      await writeFile(join(house, name), text);
    }
    await cp("tsconfig.json", join(house, "tsconfig.json"));
    const { summary } = await cruise(house, "agent", "collector", "shared");
    await rm(house, { recursive: true });
    expect(
      [...new Set(summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`))].toSorted(),
    ).toEqual([
      "agent-never-collector: agent/core/agent.ts",
      "domain-is-pure: collector/domain/clock.ts",
      "no-cycles: shared/one.ts",
      "shared-touches-no-machine: shared/file.ts",
      "siblings-by-port-only: collector/http/rows.ts",
      "web-knows-shared-only: collector/web/page.ts",
    ]);
  }, 60_000);
});
