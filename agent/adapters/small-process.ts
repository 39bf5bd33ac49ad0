/**
 * How Node is started for the agent, an idle process on other people's computers: V8 keeps no machine code and a small
 * young generation. Measured on Linux with all sensors on: 26 MiB private instead of 48.
 */
export const smallNodeOptions: readonly string[] = ["--lite-mode", "--max-semi-space-size=1"];

/**
 * glibc otherwise keeps what a burst of work took, in an arena for each thread. Measured together with the options
 * above: 21 MiB private.
 */
export const smallAllocator: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: "1",
  MALLOC_TRIM_THRESHOLD_: "65536",
  MALLOC_MMAP_THRESHOLD_: "65536",
};

/**
 * Starts this same process anew with {@link smallNodeOptions}, keeping its number, its standard streams and its place
 * below the service manager, so that every way to start the bundle is the small one. Does nothing where that was done
 * already, in a checkout (without machine code Node cannot strip types), below a parent with a channel (it would be
 * lost), and on Windows, where the service's command line carries the options.
 */
export function becomeSmall(): void {
  const [first = ""] = smallNodeOptions;
  const fromSource = import.meta.url.endsWith(".ts");
  if (fromSource || process.connected || process.platform === "win32" || process.execArgv.includes(first))
    return;
  if (process.execve === undefined) return;
  const args = [process.execPath, ...process.execArgv, ...smallNodeOptions, ...process.argv.slice(1)];
  try {
    process.execve(process.execPath, args, { ...process.env, ...smallAllocator });
  } catch {
    // A computer that forbids it gets a larger agent, not none.
  }
}
