import { existsSync } from "node:fs";
import { mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Probe } from "#agent/core/sensor.ts";

export interface UsbAssistOptions {
  /** Where the start marker lies; the agent's own directory. */
  readonly stateDirectory: string;
  /** The agent's version: a new one may try again what crashed the last one. */
  readonly version: string;
  /** The worker's file; without it the one beside this module, `.ts` in the checkout and `.js` in the bundle. */
  readonly worker?: URL;
  /** The platform's USB tree. */
  readonly tree?: string;
  /** How long the native code must have lived before its start counts as survived, in milliseconds. */
  readonly provedAfterMs?: number;
}

const startMs = 10_000;

const bootId = async (): Promise<string> => {
  try {
    return (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  } catch {
    // Not Linux: a power failure during the start then looks like a crash, which only costs the additional sign.
    return "";
  }
};

/** Whether a start was begun and never survived by this version since the machine was started. */
const crashedBefore = async (marker: string, version: string, boot: string): Promise<boolean> => {
  try {
    const [crashed, crashedBoot] = (await readFile(marker, "utf8")).split("\n");
    if (crashed === undefined || crashed === "") return true;
    return crashed === version && (boot === "" || !crashedBoot || crashedBoot === boot);
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ENOENT");
  }
};

const writeDurably = async (path: string, text: string): Promise<void> => {
  const file = await open(path, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
};

const hasTree = async (tree: string): Promise<boolean> => {
  try {
    return (await readdir(tree)).length > 0;
  } catch {
    // No tree, or none that may be read: nothing for the package to listen to.
    return false;
  }
};

/**
 * The fast USB sign of the `usb` package, in a worker thread and only where the USB tree exists. A crash of its native
 * code ends the whole process, so a marker is on disk while it starts; found again, it keeps the sign off until the
 * agent's version changes. A reboot in between clears it: a power failure is no crash.
 */
export const createUsbAssist = ({
  stateDirectory,
  version,
  worker = new URL(`./usb-hotplug-worker.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url),
  tree = "/sys/bus/usb/devices",
  provedAfterMs = 5000,
}: UsbAssistOptions): Probe["usbAssist"] => {
  const marker = join(stateDirectory, "usb-assist-starting");

  const start = async (onWord: (word: unknown) => void, signal: AbortSignal): Promise<boolean> => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const thread = new Worker(worker, {
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 2 },
    });
    thread.unref();
    // Nobody reads what it prints, and an unread pipe must not grow.
    thread.stdout.resume();
    thread.stderr.resume();
    const timer = setTimeout(() => resolve(false), startMs);
    const end = (): void => {
      clearTimeout(timer);
      resolve(false);
      void thread.terminate();
    };
    thread.on("message", (word: unknown) => {
      if (word === "ready") resolve(true);
      if (word === "failed") end();
      else onWord(word);
    });
    thread.on("error", end);
    thread.on("exit", () => {
      end();
      onWord("ended");
    });
    signal.addEventListener("abort", end, { once: true });
    const ready = await promise;
    clearTimeout(timer);
    if (!ready) await thread.terminate();
    return ready;
  };

  return async (onChange, signal, onStopped) => {
    if (signal.aborted || !(await hasTree(tree)) || !existsSync(worker)) return "unavailable";
    const boot = await bootId();
    if (await crashedBefore(marker, version, boot)) return "stopped";
    let running = false;
    try {
      await mkdir(stateDirectory, { recursive: true });
      await writeDurably(marker, `${version}\n${boot}\n`);
      running = await start((word) => {
        if (word === "changed") onChange();
        else if (word === "ended" && running && !signal.aborted) onStopped?.();
      }, signal);
    } catch {
      // A directory that cannot be written, a worker that cannot be made: without a marker the code is not let in.
      running = false;
    }
    const clear = async (): Promise<void> => rm(marker, { force: true });
    if (running)
      void wait(provedAfterMs, undefined, { signal, ref: false })
        .then(clear, clear)
        .catch(() => undefined);
    else await clear().catch(() => undefined);
    return running ? "running" : "unavailable";
  };
};
