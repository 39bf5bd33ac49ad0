import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);
const version = "4.32.5";
const cache = resolve(".cache/labs/api");
const environment = join(cache, `schemathesis-${version}`);
const program = join(environment, "bin/schemathesis");

/** Installs schemathesis once, into an environment of its own beside the other labs' files. */
export async function installSchemathesis(): Promise<void> {
  if (existsSync(join(environment, "complete"))) return;
  await rm(environment, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await run("python3", ["-m", "venv", environment]);
  await run(join(environment, "bin/pip"), ["install", "--quiet", `schemathesis==${version}`]);
  await writeFile(join(environment, "complete"), `${version}\n`);
}

const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_schema_conformance",
];

export interface Examination {
  /** The address of the description. */
  readonly description: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Operations that are left out, by their identifier, each with its reason. */
  readonly except: Readonly<Record<string, string>>;
  readonly phases: string;
  /** Examples for an operation, at most. */
  readonly examples: number;
}

/** What schemathesis found. */
export interface Finding {
  /** Whether every answer was one that the description names, and none a mistake of the collector. */
  readonly content: boolean;
  readonly printed: string;
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Operations, as method and path without identifiers, that answered 200 at least once. */
  readonly done: ReadonlySet<string>;
}

const recording = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        request: z.object({ method: z.string(), url: z.string() }),
        response: z.object({ status: z.number() }),
      }),
    ),
  }),
});

async function whatWasAnswered(file: string): Promise<Pick<Finding, "statuses" | "done">> {
  const statuses = new Map<number, number>();
  const done = new Set<string>();
  for (const { request, response } of recording.parse(JSON.parse(await readFile(file, "utf8"))).log.entries) {
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    const [, , , subject = "", , part = ""] = new URL(request.url).pathname.split("/");
    if (response.status === 200) done.add(`${request.method} ${subject} ${part}`.trim());
  }
  return { statuses, done };
}

/** Asks every operation of the description with made-up requests, valid and invalid, always the same ones. */
export async function examine(examination: Examination): Promise<Finding> {
  const { description, headers, except, phases, examples } = examination;
  const directory = await mkdtemp(join(tmpdir(), "hinomi-schemathesis-"));
  const har = join(directory, "answers.har");
  const child = spawn(
    program,
    [
      "run",
      description,
      `--checks=${checks.join(",")}`,
      `--phases=${phases}`,
      `--max-examples=${String(examples)}`,
      "--continue-on-failure",
      "--generation-deterministic",
      "--generation-with-security-parameters=false",
      // The collector takes 1,200 requests a minute from one asker; beyond it every answer would be 429.
      "--rate-limit=18/s",
      "--request-timeout=30",
      "--suppress-health-check=all",
      "--warnings=off",
      "--no-color",
      "--report=har",
      `--report-har-path=${har}`,
      ...Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]),
      ...Object.keys(except).flatMap((operation) => ["--exclude-operation-id", operation]),
    ],
    { cwd: directory, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, COLUMNS: "200" } },
  );
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  await once(child, "close");
  if (!existsSync(har)) throw new Error(`schemathesis asked nothing:\n${printed}`);
  const answered = await whatWasAnswered(har);
  await rm(directory, { recursive: true, force: true });
  return { content: child.exitCode === 0, printed, ...answered };
}
