import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";

/** Where pictures of pages are kept. */
export const screens = join(import.meta.dirname, "../../reports/screens");
await mkdir(screens, { recursive: true });

const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
export type Size = keyof typeof sizes;

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Script errors, messages of the console and requests to elsewhere. */
  readonly complaints: string[];
}

export interface VisitOptions {
  readonly language?: "ja" | "en";
  readonly scheme?: "light" | "dark";
  /** Also in memory of an earlier visit: the cookies of a session. */
  readonly state?: Awaited<ReturnType<BrowserContext["storageState"]>>;
}

/** Opens a page as a person would, and listens for everything that goes wrong on it. */
export async function openVisit(
  browser: Browser,
  address: string,
  size: Size,
  { language = "ja", scheme = "light", state }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme: scheme,
    hasTouch: size === "phone",
    ...(state === undefined ? {} : { storageState: state }),
  });
  await context.addInitScript(`
    localStorage.setItem("hinomi-language", "${language}");
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
      window.violations.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample));
  `);
  const page = await context.newPage();
  const { origin } = new URL(address);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith("data:"))
      complaints.push(request.url());
  });
  await page.goto(address);
  return { page, context, complaints };
}

/** A page without a fault. */
export const none = {
  complaints: [],
  overflow: 0,
  clipped: [],
  violations: [],
  small: [],
  font: true,
  axe: [],
};

/**
 * Everything that is wrong with the page as it stands once `ready` can be read on it, or, for null, once its heading
 * stands; also takes its picture.
 */
export async function faults(
  { page, complaints }: Visit,
  name: string,
  ready: string | null,
): Promise<object> {
  const sign = ready === null ? page.locator("main h1") : page.getByText(ready).filter({ visible: true });
  await sign.first().waitFor();
  await page.evaluate("document.fonts.ready.then(() => undefined)");
  await page.waitForTimeout(400);
  const found = await page.evaluate<{
    overflow: number;
    clipped: string[];
    violations: string[];
    small: string[];
    font: boolean;
  }>(`({
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    clipped: [...document.querySelectorAll("[role=group][tabindex]")]
      .filter((frame) => frame.scrollWidth > frame.clientWidth)
      .map((frame) => frame.ariaLabel + " " + (frame.scrollWidth - frame.clientWidth)),
    violations: window.violations,
    small: [...document.querySelectorAll("body *")]
      .filter((node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim() !== ""))
      .filter((node) => node.getClientRects().length > 0 && parseFloat(getComputedStyle(node).fontSize) < 12)
      .map((node) => node.textContent.slice(0, 40)),
    font: [...document.fonts].some((font) => font.family.includes("Noto Sans JP") && font.status === "loaded"),
  })`);
  await page.screenshot({ path: join(screens, `${name}.png`), fullPage: true });
  const axe = await new AxeBuilder({ page }).analyze();
  return {
    complaints: [...complaints],
    ...found,
    axe: axe.violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(" | ")}`,
    ),
  };
}
