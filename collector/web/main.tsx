import "./setup-zod.ts";
import { ensureTemporal } from "./setup-temporal.ts";

await ensureTemporal();
// Loaded only now: schemas look at zod's settings when they are made, and chunks that pages share would otherwise run
// before this one.
await import("./start.tsx");
