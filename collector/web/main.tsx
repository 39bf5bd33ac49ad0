import "./setup-zod.ts";
import "./setup-temporal.ts";

// Loaded after the two above have run: schemas look at zod's settings when they are made, and chunks that pages share
// would otherwise be run before this one.
await import("./start.tsx");
