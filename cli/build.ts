import { ensureAgentBundle } from "./agent-bundle.ts";
import { ensureDashboard } from "./dashboard.ts";
import { orSay } from "./say.ts";

/** `npm run build`: what is shipped, the dashboard and the agent's bundle. */
await orSay(async () => {
  const tell = (line: string): void => console.log(line);
  await ensureDashboard(tell);
  await ensureAgentBundle(tell);
});
