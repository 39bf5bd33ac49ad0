import type { OperatingSystem } from "../facts/patch.ts";
import { endOfSupportTable } from "./end-of-support-table.ts";
import type { EditionFamily, SupportTable } from "./support-table.ts";

/** Whether an operating system still gets security updates. Days are calendar days, `YYYY-MM-DD`. */
export type SupportState =
  | { readonly state: "supported" | "ended"; readonly endsOn: string; readonly extendedUntil?: string }
  /** サポート状態不明: the table does not know this system or this edition. */
  | { readonly state: "unknown"; readonly endsOn: null };

/** The family of an edition, written as the registry or as people write it; null for one that is not known. */
export const familyOf = (edition: string | null): EditionFamily | null => {
  const text = (edition ?? "").replaceAll(/[\s_-]/gu, "").toLowerCase();
  if (/^server(?!rdsh)|^windowsserver|^azureedition/u.test(text)) return "server";
  if (/^iotenterprise(?:s|ltsc|sk)/u.test(text)) return "iot-ltsc";
  if (/^enterprise(?:s|sn|n?ltsc|n?ltsb|nltsc)(?!ub)/u.test(text)) return "ltsc";
  if (
    /^(?:enterprise(?:n|g|eval|evaluation|multisession)?|iotenterprise|serverrdsh|education(?:n)?)$/u.test(
      text,
    )
  )
    return "enterprise";
  if (/^(?:home|core|pro|professional|cloudedition|se$)/u.test(text)) return "home-pro";
  return null;
};

/** The build's first number: `10.0.19045.6456` and `19045.6456` are both 19045. */
const buildOf = (build: string | null): number | null => {
  const found = /^(?:\d{1,2}\.\d\.)?(\d{4,6})(?:\.\d+)*$/u.exec(build ?? "");
  return found === null ? null : Number(found[1]);
};

const matchesVersion = (version: string, listed: readonly string[]): boolean =>
  listed.some((one) => version === one || version.startsWith(`${one}.`));

/**
 * Tells whether `os` still gets security updates on `today` (`YYYY-MM-DD`, the place's own calendar). An extension that
 * was bought or asked for is not known here: a person records it, and `extendedUntil` is the furthest it can reach.
 */
export const supportState = (
  os: Pick<OperatingSystem, "id" | "version" | "edition" | "build">,
  today: string,
  table: SupportTable = endOfSupportTable,
): SupportState => {
  const family = familyOf(os.edition);
  const build = buildOf(os.build);
  const entry = table.entries.find(
    (one) =>
      one.id === os.id &&
      (one.family === undefined || one.family === family) &&
      // An entry that names neither would speak of every version; it is taken for a slip of the pen.
      (one.builds !== undefined
        ? build !== null && one.builds.includes(build)
        : one.versions !== undefined && matchesVersion(os.version, one.versions)),
  );
  if (entry === undefined) return { state: "unknown", endsOn: null };
  return {
    // Calendar days of this form sort as text.
    state: today > entry.endsOn ? "ended" : "supported",
    endsOn: entry.endsOn,
    ...(entry.extendedUntil === undefined ? {} : { extendedUntil: entry.extendedUntil }),
  };
};
