import type { ja } from "./ja.ts";

export const en: typeof ja = {
  until: (date) => `until ${date}`,
  daysLeft: (days) => `${days} ${days === 1 ? "day" : "days"} left`,
  lastDay: "ends today",
  expired: (date) => `Expired (${date})`,
  mayDecide: (what) => `Who may decide “${what}”: `,
  confirmed: (roles) => ` Confirmed afterwards by: ${roles}.`,
  askManager: "Ask the information manager who may decide this.",
  and: ", ",
  clause: (clause) => ` (${clause})`,
  stop: ".",
  vacant: "Vacant",
  deputy: " (deputy)",
};
