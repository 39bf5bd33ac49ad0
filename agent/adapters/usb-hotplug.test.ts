import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createUsbAssist, type UsbAssistOptions } from "./usb-hotplug.ts";

let directory = "";
let ends = new AbortController();
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hinomi-usb-"));
  mkdirSync(join(directory, "tree", "usb1"), { recursive: true });
  ends = new AbortController();
});
afterEach(() => {
  ends.abort();
  rmSync(directory, { recursive: true, force: true });
});

const marker = (): string => join(directory, "usb-assist-starting");
const options = (code: string, version = "1.0.0"): UsbAssistOptions => {
  const path = join(directory, "worker.mjs");
  writeFileSync(path, `import { parentPort } from "node:worker_threads";\n${code}\n`);
  return {
    stateDirectory: directory,
    version,
    worker: pathToFileURL(path),
    tree: join(directory, "tree"),
    provedAfterMs: 100,
  };
};
const alive = `setInterval(() => {}, 1000);`;
const ready = `${alive} parentPort.postMessage("ready");`;
const nothing = (): void => undefined;

describe("the additional USB sign", () => {
  it("is not there where the platform has no USB tree, or no worker", async () => {
    const there = options(ready);
    mkdirSync(join(directory, "empty"));
    for (const tree of [join(directory, "empty"), join(directory, "absent")])
      expect(await createUsbAssist({ ...there, tree })(nothing, ends.signal)).toBe("unavailable");
    const worker = pathToFileURL(join(directory, "absent.js"));
    expect(await createUsbAssist({ ...there, worker })(nothing, ends.signal)).toBe("unavailable");
    expect(existsSync(marker())).toBe(false);
  });

  it("runs, passes the sign on, and takes its marker away when it has proved itself", async () => {
    let changes = 0;
    const assist = createUsbAssist(
      options(`${ready} setTimeout(() => parentPort.postMessage("changed"), 20);`),
    );
    expect(await assist(() => (changes += 1), ends.signal)).toBe("running");
    expect(readFileSync(marker(), "utf8")).toContain("1.0.0");
    await expect.poll(() => changes).toBe(1);
    await expect.poll(() => existsSync(marker())).toBe(false);
  });

  it("stays off after a crash at its start, until the version changes", async () => {
    const boot = existsSync("/proc/sys/kernel/random/boot_id")
      ? readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()
      : "";
    writeFileSync(marker(), `1.0.0\n${boot}\n`);
    expect(await createUsbAssist(options(ready))(nothing, ends.signal)).toBe("stopped");
    expect(await createUsbAssist(options(ready, "1.0.1"))(nothing, ends.signal)).toBe("running");
    writeFileSync(marker(), "");
    expect(await createUsbAssist(options(ready))(nothing, ends.signal)).toBe("stopped");
  });

  it.runIf(process.platform === "linux")("does not take a power failure for a crash", async () => {
    writeFileSync(marker(), "1.0.0\nanother-boot\n");
    expect(await createUsbAssist(options(ready))(nothing, ends.signal)).toBe("running");
  });

  it.each([
    ["says that it failed", `${alive} parentPort.postMessage("failed");`],
    ["throws", `throw new Error("no binary");`],
    ["throws from a timer", `setTimeout(() => { throw new Error("later"); }, 5);`],
    ["ends", `process.exit(3);`],
  ])("is not there where the worker %s, and nothing else falls", async (_name, code) => {
    expect(await createUsbAssist(options(code))(nothing, ends.signal)).toBe("unavailable");
    expect(existsSync(marker())).toBe(false);
  });

  it("says when it stopped later", async () => {
    let stopped = 0;
    const assist = createUsbAssist(options(`${ready} setTimeout(() => process.exit(1), 30);`));
    expect(await assist(nothing, ends.signal, () => (stopped += 1))).toBe("running");
    await expect.poll(() => stopped).toBe(1);
  });

  it("survives the real package over a tree that it cannot read", async () => {
    const real = { stateDirectory: directory, version: "1", tree: join(directory, "tree") };
    const state = await createUsbAssist(real)(nothing, ends.signal);
    expect(["running", "unavailable"]).toContain(state);
  });
});
