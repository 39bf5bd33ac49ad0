import { bundleAgent } from "#agent/bundle.script.ts";
import { ensureDashboard } from "./dashboard.ts";
import { orSay } from "./say.ts";

/** `npm run build`: what is shipped, the dashboard and the agent's bundle. */
await orSay(async () => {
  await ensureDashboard((line) => console.log(line));
  await bundleAgent();
});
