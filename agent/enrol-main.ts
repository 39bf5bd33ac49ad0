import { hostname } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { enrol } from "./adapters/enrol-client.ts";
import { fingerprintWords } from "#shared/protocol/fingerprint-words.ts";
import { explain } from "./core/log.ts";

/** Enrolment as a program of its own, so that a shipped agent needs nothing else: node enrol.js CODE --url URL --own */
const usage = `usage: hinomi enrol CODE --url URL --own [--data DIR] [--server]

  CODE        the one-time code, as the dashboard shows it under 設定
  --url URL   the collector's dashboard, for example https://watch.example.jp:8443
  --own       この端末は組合または自社のものです: the computer belongs to the cooperative or to your firm
  --data DIR  where the agent keeps its state (default: data/agent)
  --server    this computer is a server, not a terminal`;

const options = {
  url: { type: "string" },
  data: { type: "string", default: "data/agent" },
  server: { type: "boolean", default: false },
  own: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function leave(message: string, exitCode: number): never {
  process.stderr.write(`hinomi: ${message}\n`);
  process.exit(exitCode);
}

function readArguments() {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return leave(`${explain(error)}\n${usage}`, 2);
  }
}

const { values, positionals } = readArguments();
const [code] = positionals;
if (values.help) {
  say(usage);
  process.exit(0);
}
if (code === undefined || values.url === undefined) leave(usage, 2);
if (!values.own) {
  leave(
    "この端末は組合または自社のものですか。そうであれば --own を付けて、もう一度実行してください。委託元などから借りている端末には入れません。\nDoes this computer belong to the cooperative or to your firm? If so, run it again with --own; a computer lent by somebody else gets no agent.",
    2,
  );
}
try {
  const enrolled = await enrol({
    url: values.url,
    code,
    dataDirectory: resolve(values.data),
    hostname: hostname(),
    kind: values.server ? "server" : "terminal",
  });
  say(`ENROLLED ${enrolled.endpointId}`);
  // Two people can compare these by telephone with what the dashboard shows beside the code.
  say(`確認の言葉 / words to compare: ${fingerprintWords(enrolled.fingerprint)}`);
  process.exit(0);
} catch (error) {
  leave(error instanceof Error ? error.message : explain(error), 1);
}
