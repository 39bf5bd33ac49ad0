/** Calls back when a file changed, came back or went. */
export interface FileWatchOptions {
  readonly file: string;
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
}

/** Changes that come within this time are one: editors write a file in several steps. */
const settleMs = 200;

/**
 * Watches one file until `signal` fires, also where it is replaced by renaming, as editors and configuration tools do.
 * chokidar is loaded here and not before: an agent without a settings file needs none of it.
 */
export async function watchFile(options: FileWatchOptions, signal: AbortSignal): Promise<void> {
  const { watch } = await import("chokidar");
  if (signal.aborted) return;
  let timer: NodeJS.Timeout | undefined;
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(options.onChange, settleMs);
  };
  const watcher = watch(options.file, { ignoreInitial: true, awaitWriteFinish: false });
  const ready = new Promise<void>((resolve) => {
    watcher.once("ready", () => resolve());
  });
  watcher.on("add", changed).on("change", changed).on("unlink", changed).on("error", options.onError);
  signal.addEventListener(
    "abort",
    () => {
      clearTimeout(timer);
      watcher.close().catch(options.onError);
    },
    { once: true },
  );
  await ready;
}
