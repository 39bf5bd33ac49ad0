import type { ja } from "./ja.ts";

export const en: typeof ja = {
  number: (number) => `Case ${number}`,
  printed: (day, name) => `Printed ${day} by ${name}`,
  seals: "Seals of approval",
  remarks: "Remarks",
};
