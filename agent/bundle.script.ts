import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";

const house = join(import.meta.dirname, "..");
const output = join(house, "dist", "agent");

/** Speeds up ws where they are installed; the agent goes without. */
const absent = ["bufferutil", "utf-8-validate"];

/**
 * Builds what is shipped into dist/agent: agent.js, the short-lived csr-child.js, the USB worker, and the parts that
 * are loaded late, all minified. Returns the directory.
 */
export async function bundleAgent(): Promise<string> {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const build = await rolldown({
    cwd: house,
    input: {
      agent: "agent/main.ts",
      "csr-child": "agent/adapters/csr-child.ts",
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
  return output;
}

if (import.meta.main) {
  const directory = await bundleAgent();
  for (const name of readdirSync(directory).toSorted()) {
    console.log(`${String(statSync(join(directory, name)).size).padStart(9)}  ${name}`);
  }
}
