import { z } from "zod";
import type { Wording } from "./common.ts";

/** How heavy a case is, in the policy's words. A rule never sets `grave`: 重大 is judged by a person only. */
export const severity = z
  .enum(["grave", "suspected-grave", "warning", "caution", "info"])
  .describe("重大, 重大の疑い, 警告, 注意 or 情報; a machine never judges 重大.");
export type Severity = z.infer<typeof severity>;

export const severityWords: Readonly<Record<Severity, Wording>> = {
  grave: { ja: "重大", en: "Grave" },
  "suspected-grave": { ja: "重大の疑い", en: "Suspected grave" },
  warning: { ja: "警告", en: "Warning" },
  caution: { ja: "注意", en: "Caution" },
  info: { ja: "情報", en: "Information" },
};
