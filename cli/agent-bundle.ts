import { join } from "node:path";
import { smallAllocator, smallNodeOptions } from "#agent/adapters/small-process.ts";
import { ensureBuilt, house } from "./built.ts";
import type { Program } from "./children.ts";

const output = join(house, "dist/agent");

/** The agent as it is shipped: one bundle, started the small way. */
export const shippedAgent: Program = {
  name: "agent",
  main: join(output, "agent.js"),
  execArgv: smallNodeOptions,
  env: smallAllocator,
};

/** Builds the agent's bundle where it is needed. */
export const ensureAgentBundle = (tell: (line: string) => void): Promise<void> =>
  ensureBuilt(
    {
      name: "the agent",
      output,
      proof: "agent.js",
      sources: "{agent,shared}/**/*.ts",
      async build() {
        // The bundler is loaded only when there is something to bundle.
        const { bundleAgent } = await import("#agent/bundle.script.ts");
        await bundleAgent();
      },
    },
    tell,
  );
