import { parseArgs } from "node:util";
import { agentFootprint } from "./agent-footprint.ts";
import { usbToBrowser } from "./usb-to-browser.ts";

/**
 * `npm run bench -- NAME [--minutes N]`: prints JSON lines, the result last. Every figure stands beside a baseline
 * measured in the same run, because these machines are noisy.
 */
const benches = {
  "agent-footprint": agentFootprint,
  "usb-to-browser": usbToBrowser,
} as const;
const isBench = (name: string): name is keyof typeof benches => Object.hasOwn(benches, name);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: "string" } },
});
const [name = ""] = positionals;
if (!isBench(name)) {
  console.error(`npm run bench -- NAME, where NAME is one of: ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
if (minutes !== undefined && !(minutes > 0)) {
  console.error("--minutes is a number above 0");
  process.exit(2);
}
await benches[name]({
  minutes,
  tell: (line) => console.log(JSON.stringify({ bench: name, ...line })),
});
