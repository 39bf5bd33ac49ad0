import type { FactName } from "#shared/facts/index.ts";
import type { Reading } from "#shared/facts/reading.ts";
import type { Sensor } from "./sensor.ts";

const daySeconds = 86_400;

/** JSON with sorted keys, so that the order in which a source answers is no change. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
    return `{${entries.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** What counts as a change where a sensor does not say it itself. */
interface ChangeRule {
  readonly refreshSeconds: number;
  /** Members that differ at every look and are no news, at any depth. */
  readonly volatile: ReadonlySet<string>;
}

const everything: ChangeRule = { refreshSeconds: daySeconds, volatile: new Set() };
const rules: Partial<Record<FactName, ChangeRule>> = {
  health: {
    refreshSeconds: 1800,
    volatile: new Set(["poweredOnSeconds", "agent", "freeBytes", "bootedAt"]),
  },
  lan: { refreshSeconds: daySeconds, volatile: new Set(["sweptAt"]) },
};

function without(value: unknown, names: ReadonlySet<string>): unknown {
  if (names.size === 0) return value;
  if (Array.isArray(value)) return value.map((inner) => without(inner, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !names.has(key))
      .map(([key, inner]) => [key, without(inner, names)]),
  );
}

/** What must differ before this reading is sent again. The reason of a failure counts, its wording's numbers too. */
export function fingerprintOf(sensor: Sensor, reading: Reading<unknown>): string {
  if (reading.status === "ok" && sensor.fingerprint) return `ok:${sensor.fingerprint(reading.value)}`;
  return canonicalJson(without(reading, (rules[sensor.fact] ?? everything).volatile));
}

/** After how many seconds an unchanged reading is sent all the same. */
export const refreshSecondsOf = (sensor: Sensor): number =>
  sensor.refreshSeconds ?? (rules[sensor.fact] ?? everything).refreshSeconds;

/** SHA-256 in hexadecimal digits: the last sent snapshot is remembered by its digest only. */
export async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
