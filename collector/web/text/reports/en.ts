import type { ja } from "./ja.ts";

export const en: typeof ja = {
  title: "Reports",
  list: "Weekly reports",
  lead: "Once a week the week before, Monday to Sunday, is summed up and kept with the figures of that moment.",
  noneYet: "There is no report yet.",
  first: (day, time) =>
    `The first one will be made on ${day} at ${time}, or on the next business day where the office is closed.`,
  firstDay: (day) =>
    `The first one will be made on ${day}, or on the next business day where the office is closed.`,
  period: "Period",
  span: (from, to) => `${from} to ${to}`,
  made: "Made",
  withinDeadline: "Within deadline",
  overdue: "Past its deadline",
  computers: (count) => `${count}`,
  gaps: "Gaps in the watch",
  gapsCount: (count, unconfirmed) =>
    unconfirmed === 0 ? `${count}` : `${count} (${unconfirmed} unconfirmed)`,
};
