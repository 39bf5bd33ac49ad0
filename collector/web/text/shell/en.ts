import type { ja } from "./ja.ts";

export const en: typeof ja = {
  skip: "Skip to content",
  mainMenu: "Main menu",
  board: "Board",
  incidents: "Cases",
  endpoints: "Computers",
  endpointsShort: "PCs",
  media: "Media",
  mediaLong: "Media (USB)",
  devices: "Devices",
  settings: "Settings",
  updating: (clock) => `${clock} live`,
  waiting: "Connecting",
  stalled: (time) => `No updates from the collector since ${time}`,
  stalledFromStart: "No updates from the collector",
  stalledHint: "The figures shown may be old. Check the collector and the network.",
  person: (name) => `Menu of ${name}`,
  signOut: "Sign out",
  language: "Language（言語）",
  count: (count) => `${count} ${count === 1 ? "item" : "items"}`,
  suspected: "[Suspected grave] ",
};
