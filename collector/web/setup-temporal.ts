// Not every phone's browser has Temporal yet; those that have it load nothing.
if (!("Temporal" in globalThis)) await import("temporal-polyfill/global");

export {};
