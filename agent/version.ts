import type { Platform } from "#shared/model/endpoint.ts";
import manifest from "../package.json" with { type: "json" };

/** The agent's version, as package.json has it; written into the bundle when that is built. */
export const agentVersion: string = manifest.version;

/** The family of this operating system. An unknown one counts as Linux: every sensor then says itself what it misses. */
export function thisPlatform(): Platform {
  if (process.platform === "win32") return "windows";
  return process.platform === "darwin" ? "macos" : "linux";
}
