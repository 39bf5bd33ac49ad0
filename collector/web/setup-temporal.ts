/** Loads Temporal where the browser lacks it; not every phone's has it yet. */
export async function ensureTemporal(): Promise<void> {
  if (!("Temporal" in globalThis)) await import("temporal-polyfill/global");
}
