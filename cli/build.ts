import { ensureAgentBundle } from "./agent-bundle.ts";
import { ensureDashboard } from "./dashboard.ts";
import { orSay } from "./say.ts";

const tell = (line: string): void => console.log(line);

/** `npm run build`: what is shipped, the dashboard and the agent's bundle. */
await orSay(async () => {
  await ensureDashboard(tell);
  await ensureAgentBundle(tell);
});
