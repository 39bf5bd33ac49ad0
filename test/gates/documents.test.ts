import { existsSync } from "node:fs";
import { glob, readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

interface Page {
  readonly file: string;
  readonly text: string;
}
const pages: Page[] = [];
let scripts: readonly string[] = [];

beforeAll(async () => {
  for await (const file of glob("{*.md,docs/**/*.md}"))
    pages.push({ file, text: await readFile(file, "utf8") });
  scripts = Object.keys((JSON.parse(await readFile("package.json", "utf8")) as { scripts: object }).scripts);
});

describe("the documents", () => {
  it("are there", () => {
    expect(pages.map((page) => page.file)).toEqual(
      expect.arrayContaining([
        "README.md",
        "README.ja.md",
        "SECURITY.md",
        "docs/ARCHITECTURE.md",
        "docs/catalogue.md",
      ]),
    );
  });

  it("link only to what exists", () => {
    const dead = pages.flatMap(({ file, text }) =>
      [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/gu)]
        .map((match) => match[1] ?? "")
        .filter((target) => !existsSync(normalize(join(dirname(file), target))))
        .map((target) => `${file} → ${target}`),
    );
    expect(dead).toEqual([]);
  });

  it("name only paths and scripts of the project that exist", () => {
    const dead = pages.flatMap(({ file, text }) => [
      ...[...text.matchAll(/`((?:agent|collector|shared|cli|test|config|deploy|docs)\/[A-Za-z0-9_./-]+)`/gu)]
        .map((match) => match[1] ?? "")
        .filter((path) => !/NAME|NNNN/u.test(path) && !existsSync(path))
        .map((path) => `${file} names ${path}`),
      ...[...text.matchAll(/npm run ([a-z:-]+)/gu)]
        .map((match) => match[1] ?? "")
        .filter((script) => !scripts.includes(script))
        .map((script) => `${file} names npm run ${script}`),
    ]);
    expect(dead).toEqual([]);
  });

  it("show the two commands first, in both languages", async () => {
    for (const file of ["README.md", "README.ja.md"]) {
      const text = await readFile(file, "utf8");
      expect(text.indexOf("npm ci && npm start")).toBeGreaterThan(0);
      expect(text.indexOf("npm ci && npm start")).toBeLessThan(text.indexOf("!["));
      expect(text.indexOf("![")).toBeLessThan(text.indexOf("## "));
    }
  });

  it("have one page for the architecture", () => {
    const page = pages.find(({ file }) => file === "docs/ARCHITECTURE.md");
    expect(page?.text.split("\n").length).toBeLessThan(100);
  });
});
