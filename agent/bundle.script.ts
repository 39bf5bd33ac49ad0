import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { agentVersion } from "./version.ts";

const house = join(import.meta.dirname, "..");
const output = join(house, "dist", "agent");

/** Speeds up ws where they are installed; the agent goes without. */
const absent = ["bufferutil", "utf-8-validate"];

/**
 * Builds what is shipped into dist/agent: agent.js, its two short-lived children, the USB worker, and the parts that are
 * loaded late, all minified. Returns the path of agent.js, which runs with no other file of this house.
 */
export async function bundleAgent(): Promise<string> {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const build = await rolldown({
    cwd: house,
    input: {
      agent: "agent/main.ts",
      enrol: "agent/enrol-main.ts",
      "csr-child": "agent/adapters/csr-child.ts",
      "host-info-child": "agent/adapters/host-info-child.ts",
      "usb-hotplug-worker": "agent/adapters/usb-hotplug-worker.ts",
    },
    platform: "node",
    external: [/^node:/u, "usb", ...absent],
    treeshake: true,
    logLevel: "warn",
  });
  await build.write({
    dir: output,
    format: "esm",
    minify: true,
    sourcemap: false,
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
  });
  await build.close();
  const manifest = { name: "hinomi-agent", version: agentVersion, private: true, type: "module" };
  writeFileSync(join(output, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return join(output, "agent.js");
}

if (import.meta.main) {
  await bundleAgent();
  for (const name of readdirSync(output).toSorted()) {
    console.log(`${String(statSync(join(output, name)).size).padStart(9)}  ${name}`);
  }
}
