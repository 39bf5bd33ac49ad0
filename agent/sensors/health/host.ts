import { z } from "zod";
import type { HostFacts } from "#shared/facts/health.ts";
import type { OperatingSystem } from "#shared/facts/patch.ts";

const text = z.string().catch("");
const told = z.object({
  system: z
    .object({ manufacturer: text, model: text, serial: text, virtual: z.boolean().nullable().catch(null) })
    .catch({ manufacturer: "", model: "", serial: "", virtual: null }),
  osInfo: z.object({ kernel: text, hostname: text }).catch({ kernel: "", hostname: "" }),
  cpu: z
    .object({ manufacturer: text, brand: text, cores: z.number().catch(0) })
    .catch({ manufacturer: "", brand: "", cores: 0 }),
  mem: z.object({ total: z.number().catch(0) }).catch({ total: 0 }),
});

/** What makers write where they should have written something. */
const fillers =
  /^(?:-|none|unknown|n\/a|not (?:specified|available|applicable)|to be filled by o\.?e\.?m\.?|default string|system (?:serial number|manufacturer|product name)|0+|1234567890?)$/iu;

const orNull = (value: string, max: number): string | null => {
  const clean = value
    .replaceAll(/\p{Cc}/gu, "")
    .trim()
    .slice(0, max);
  return clean === "" || fillers.test(clean) ? null : clean;
};

const count = (value: number): number | null => (Number.isSafeInteger(value) && value > 0 ? value : null);

/** Host facts as systeminformation and os-release tell them, or null when the essential ones lack. Never throws. */
export const parseHost = (facts: unknown, operatingSystem: OperatingSystem | null): HostFacts | null => {
  const checked = told.safeParse(facts);
  if (!checked.success || operatingSystem === null) return null;
  const { system, osInfo, cpu, mem } = checked.data;
  const hostname = orNull(osInfo.hostname, 253);
  const cores = count(cpu.cores);
  const memoryBytes = count(mem.total);
  if (hostname === null || cores === null || memoryBytes === null) return null;
  return {
    hostname,
    operatingSystem,
    kernel: orNull(osInfo.kernel, 120),
    manufacturer: orNull(system.manufacturer, 120),
    model: orNull(system.model, 120),
    serial: orNull(system.serial, 120),
    cpu: orNull(`${cpu.manufacturer} ${cpu.brand}`, 200),
    cores,
    memoryBytes,
    virtual: system.virtual,
  };
};
