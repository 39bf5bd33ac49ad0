import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The policy that holds where an organisation entered none of its own. */
const shipped = fileURLToPath(new URL("../../config/policy.yaml", import.meta.url));

/** Which file holds the policy: the one named in the settings, else policy.yaml in the data directory, else ours. */
export function policyFileOf(named: string | null, dataDirectory: string): string {
  if (named !== null) return named;
  const own = join(dataDirectory, "policy.yaml");
  return existsSync(own) ? own : shipped;
}
