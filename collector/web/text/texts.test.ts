import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

type Texts = Readonly<Record<string, unknown>>;
const web = join(import.meta.dirname, "..");
const folders = globSync("*/index.ts", { cwd: import.meta.dirname }).map((file) => dirname(file));
const sources = globSync("**/*.{ts,tsx}", { cwd: web })
  .filter((file) => !file.startsWith("text/") && !file.includes(".test."))
  .map((file) => readFileSync(join(web, file), "utf8"));

const keysOf = (texts: Texts, before = ""): string[] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "object" && value !== null
      ? keysOf(value as Texts, `${before}${key}.`)
      : [`${before}${key}:${typeof value}`],
  );

async function textsOf(folder: string): Promise<{ ja: Texts; en: Texts }> {
  const one = (await import(`./${folder}/ja.ts`)) as { ja: Texts };
  const other = (await import(`./${folder}/en.ts`)) as { en: Texts };
  return { ja: one.ja, en: other.en };
}

describe("texts", () => {
  it("are found", () => {
    expect(folders.length).toBeGreaterThan(8);
    expect(sources.length).toBeGreaterThan(40);
  });

  it.each(folders)("of %s have the same keys in both languages", async (folder) => {
    const { ja, en } = await textsOf(folder);
    expect(keysOf(en).sort()).toEqual(keysOf(ja).sort());
  });

  it.each(folders)("of %s are all used", async (folder) => {
    const { ja } = await textsOf(folder);
    const users = sources.filter((source) => source.includes(`text/${basename(folder)}/index.ts`)).join("\n");
    const unused = Object.keys(ja).filter((key) => !new RegExp(`[.?]${key}\\b|"${key}"`, "u").test(users));
    expect(unused).toEqual([]);
  });

  it.each(folders)("of %s carry no exclamation mark", async (folder) => {
    const { ja } = await textsOf(folder);
    expect(JSON.stringify(ja)).not.toMatch(/[!！]/u);
  });
});
