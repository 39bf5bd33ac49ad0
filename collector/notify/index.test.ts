import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { channels, createNotifiers } from "./index.ts";
import { emailConfig } from "./port.ts";

describe("the list of channels", () => {
  it("names every channel that has a folder, and no other", () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(new Set(Object.keys(channels))).toEqual(new Set(folders));
  });

  it("makes a notifier only where settings are given, under the list's own name", () => {
    expect(createNotifiers({})).toEqual([]);
    const email = emailConfig.parse({ host: "smtp.example.jp", from: "hinomi@example.jp" });
    expect(createNotifiers({ email }).map((notifier) => notifier.channel)).toEqual(["email"]);
  });
});
