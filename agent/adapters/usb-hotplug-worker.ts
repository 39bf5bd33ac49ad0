import { parentPort } from "node:worker_threads";

/** What the worker says: it listens, something changed, or it cannot go on. */
export type HotplugWord = "ready" | "changed" | "failed";

const say = (word: HotplugWord): void => parentPort?.postMessage(word, []);

// The package rejects promises that nobody can catch, and throws from a timer, where the USB tree is missing or goes.
const give = (): void => {
  say("failed");
  parentPort?.close();
};
process.on("unhandledRejection", give);
process.on("uncaughtException", give);

try {
  const { usb } = await import("usb");
  // One question alone before any listener: where it fails, nothing else is under way in native code. A listener starts
  // several at once, and a thread that ends among them aborts the whole agent.
  await usb.getDevices();
  usb.addEventListener("connect", () => say("changed"));
  usb.addEventListener("disconnect", () => say("changed"));
  // Asked again, so that what fails while listening begins is known before anybody relies on the sign.
  await usb.getDevices();
  say("ready");
} catch {
  // No binary for this platform, or no tree: the events of the operating system remain.
  give();
}
