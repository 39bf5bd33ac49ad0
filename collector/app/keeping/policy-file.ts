import { existsSync } from "node:fs";
import { join } from "node:path";
import { shippedPolicyFile } from "#collector/policy.ts";

/** Which file holds the policy: the one named in the settings, else policy.yaml in the data directory, else ours. */
export function policyFileOf(named: string | null, dataDirectory: string): string {
  if (named !== null) return named;
  const own = join(dataDirectory, "policy.yaml");
  return existsSync(own) ? own : shippedPolicyFile;
}
