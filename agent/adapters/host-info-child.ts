// Runs for a moment once a day: systeminformation and what it leaves behind never enter the agent's own memory.
import { createHostInfo } from "./host-info.ts";

const facts = await createHostInfo({ monotonicMs: () => performance.now() })(new AbortController().signal);
process.stdout.write(JSON.stringify(facts));
