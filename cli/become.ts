import { pathToFileURL } from "node:url";

/**
 * Goes on as another program of ours in this same process, so that signals and the exit code are its own and nothing
 * stands between it and the service manager.
 */
export async function become(main: string, args: readonly string[]): Promise<void> {
  process.argv = [process.execPath, main, ...args];
  await import(pathToFileURL(main).href);
}
