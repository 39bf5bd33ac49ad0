import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openBrowser } from "#test/support/browser.ts";
import { startFakeApi, type FakeApi } from "#test/support/fake-api.ts";
import { readPdf, type PdfPage } from "#test/support/pdf-text.ts";
import { faults, none, openVisit, type Size, type Visit, type VisitOptions } from "./look.ts";

const house = join(import.meta.dirname, "../..");
const a4 = { width: 594.96, height: 841.92 };

/** The page as a browser prints it, page by page. */
const print = async ({ page }: Visit, ready: string): Promise<readonly PdfPage[]> => {
  await page.getByText(ready).first().waitFor();
  await page.evaluate("document.fonts.ready.then(() => undefined)");
  return readPdf(await page.pdf({ preferCSSPageSize: true }));
};

describe("the pages that are printed and proved, in a browser", () => {
  let root = "";
  let api: FakeApi;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "hinomi-papers-"));
    await build({
      configFile: join(house, "collector/web/vite.config.ts"),
      logLevel: "error",
      build: { outDir: root, emptyOutDir: true },
    });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await rm(root, { recursive: true, force: true });
  });
  beforeEach(async () => {
    api = await startFakeApi(root);
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    await api.close();
  });

  const visit = async (size: Size, path: string, options: VisitOptions = {}): Promise<Visit> => {
    api.language = options.language ?? "ja";
    const here = await openVisit(browser, `${api.url}${path}`, size, options);
    contexts.push(here.context);
    return here;
  };
  const newest = (): string => `/reports/${api.office.reports[0]?.id ?? ""}`;
  const pages = [
    ["patch", () => "/patch", "openssl"],
    ["attendance", () => "/attendance", "SIGKILL"],
    ["reports", () => "/reports", "88.8 %"],
    ["report", newest, "HINOMI1"],
    ["records", () => "/records", "HINOMI1"],
  ] as const;

  for (const size of ["desk", "phone"] as const)
    for (const language of ["ja", "en"] as const)
      it.each(pages)(`shows %s without a fault (${size}, ${language})`, async (name, path, ready) => {
        const here = await visit(size, path(), { language });
        expect(await faults(here, `${name}-${size}-${language}`, ready)).toEqual(none);
      });

  it.each(pages)("shows %s in the dark without a fault", async (name, path, ready) => {
    const here = await visit("desk", path(), { scheme: "dark" });
    expect(await faults(here, `${name}-dark`, ready)).toEqual(none);
  });

  it("prints the weekly report on A4 as an office writes it, and nothing of the screen", async () => {
    const [report] = api.office.reports;
    if (report)
      api.office.reports[0] = {
        ...report,
        from: "2026-11-16",
        to: "2026-11-22",
        madeAt: "2026-11-23T23:30:00.000Z",
      };
    const printed = await print(await visit("desk", newest(), { scheme: "dark" }), "HINOMI1");
    for (const { width, height } of printed) {
      expect(width).toBeCloseTo(a4.width, 1);
      expect(height).toBeCloseTo(a4.height, 1);
    }
    const text = printed.map((page) => page.text).join("");
    for (const words of [
      "最高情報統括責任者様",
      "令和8年11月24日",
      "対象期間令和8年11月16日（月）〜令和8年11月22日（日）",
      "情報管理者統括情報管理者補佐統括情報管理者",
      "報告者",
      "作成時点の数字です。",
      "1総括",
      "2期限超過の端末",
      "3コンピュータウイルス対策",
      "4記録媒体",
      "5事案",
      "6監視稼働率",
      "7所見",
      "HINOMI1collector",
    ])
      expect(text).toContain(words);
    for (const gone of ["監視盤", "印刷する", "更新中", "記入なし", "English"])
      expect(text).not.toContain(gone);
    printed.forEach((page, index) => expect(page.text).toContain(`${index + 1}/${printed.length}`));
  });

  it("repeats the head of a long table on every page it reaches, and cuts nothing off at the side", async () => {
    const [report] = api.office.reports;
    const pattern = report?.gaps.find(({ cause }) => cause === "network-cut");
    if (report && pattern)
      api.office.reports[0] = {
        ...report,
        gaps: Array.from({ length: 120 }, (_one, index) => ({
          ...pattern,
          id: `long-${index}`,
          endpointName: `PC-${String(index).padStart(3, "0")}`,
        })),
      };
    const here = await visit("desk", newest());
    const printed = await print(here, "HINOMI1");
    const withGaps = printed.filter(({ text }) => /PC-\d{3}/u.test(text));
    expect(withGaps.length).toBeGreaterThan(2);
    for (const { text } of withGaps) expect(text).toContain("対象からまで時間原因");
    const names = new Set(withGaps.flatMap(({ text }) => text.match(/PC-\d{3}/gu) ?? []));
    expect(names.size).toBe(120);
    // 210 mm less the margins of 16 mm, in CSS pixels: what does not fit would be printed smaller.
    await here.page.setViewportSize({ width: 672, height: 900 });
    await here.page.emulateMedia({ media: "print" });
    const scroll = await here.page.evaluate("document.documentElement.scrollWidth");
    expect(scroll).toBeLessThanOrEqual(672);
  });

  it("prints the record of the watch with its coverage, its period and every gap shown", async () => {
    const here = await visit("desk", "/attendance");
    const printed = await print(here, "SIGKILL");
    const text = printed.map((page) => page.text).join("");
    for (const words of ["監視記録", "期間令和", "99.2%", "監視範囲", "台帳38台中36台", "未確認", "SIGKILL"])
      expect(text).toContain(words);
    for (const gone of ["CSVで出力", "印刷する", "監視盤"]) expect(text).not.toContain(gone);
    await here.page.setViewportSize({ width: 672, height: 900 });
    await here.page.emulateMedia({ media: "print" });
    expect(await here.page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(672);
  });

  it("gives the gaps as a file that no spreadsheet takes for formulas", async () => {
    const [gap] = api.office.gaps;
    if (gap) api.office.gaps[0] = { ...gap, endpointName: "=1+1" };
    const { page } = await visit("desk", "/attendance");
    await page.getByText("SIGKILL").first().waitFor();
    const [recorded, download] = await Promise.all([
      page.waitForRequest((request) => request.url().endsWith("/api/v1/exports")),
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSVで出力" }).click(),
    ]);
    expect(recorded.postDataJSON()).toMatchObject({ what: "gaps", rows: api.office.gaps.length });
    expect(download.suggestedFilename()).toMatch(/^hinomi-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/u);
    const rows = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
    expect(rows).toHaveLength(1 + api.office.gaps.length);
    expect(rows[1]).toContain(`"'=1+1"`);
  });

  it("asks for another time, and keeps it in the address", async () => {
    const { page } = await visit("desk", "/attendance");
    await page.getByText("期間を指定").click();
    await page.getByLabel("開始日").fill("2026-01-05");
    await page.getByLabel("終了日").fill("2026-01-09");
    const asked = page.waitForRequest((request) => request.url().includes("from=2026-01-04T15%3A00"));
    await page.getByRole("button", { name: "表示する" }).click();
    expect((await asked).url()).toContain("to=2026-01-09T15%3A00");
    await page.getByText("2026/01/05(月) 〜 2026/01/09(金)").first().waitFor();
    expect(page.url()).toContain("from=2026-01-05");
  });

  it("looks at the records when somebody does, and never by itself", async () => {
    const { page } = await visit("desk", "/");
    let looks = 0;
    page.on("request", (request) => {
      if (new URL(request.url()).pathname === "/api/v1/records") looks += 1;
    });
    await page.getByRole("link", { name: "記録簿" }).click();
    await page.getByRole("cell", { name: "記録簿の閲覧" }).waitFor();
    await page.getByText(/更新中/u).waitFor();
    const asked = page.waitForRequest((request) => request.url().includes("/api/v1/checkpoints"));
    api.publish("collector");
    await asked;
    expect(looks).toBe(1);
    await page.getByRole("button", { name: "最新の記録を読む" }).click();
    await page.getByRole("button", { name: "最新の記録を読む" }).and(page.locator(":enabled")).waitFor();
    expect(looks).toBe(2);
    expect(await page.getByText("内容は保存期間の終了により削除").count()).toBe(1);
  });

  it("says when the first report will be made while there is none", async () => {
    api.office.reports.splice(0);
    const { page } = await visit("desk", "/reports");
    const sentence = page.getByText(/最初の報告書は/u);
    await sentence.waitFor();
    expect(await sentence.innerText()).toMatch(/ \d{4}\/\d\d\/\d\d\(月\) 08:30 に作成します/u);
  });

  it("counts a few computers instead of writing percentages of them", async () => {
    const { page } = await visit("desk", "/patch?siteId=s2");
    await page.getByText("期限遵守率").first().waitFor();
    await page.getByText("目標 2台以上").waitFor();
    await page.locator("summary", { hasText: "数え方" }).waitFor();
    expect(await page.locator("main dl").first().innerText()).not.toContain("%");
  });
});
