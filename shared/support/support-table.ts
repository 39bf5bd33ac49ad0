import { z } from "zod";

const day = z.iso.date();

/** The editions of Windows that end on the same day. */
const editionFamily = z.enum(["home-pro", "enterprise", "ltsc", "iot-ltsc", "server"]);
export type EditionFamily = z.infer<typeof editionFamily>;

const supportEntry = z.strictObject({
  id: z.string().min(1).max(60).describe("debian, ubuntu, rhel, windows, macos …"),
  versions: z
    .array(z.string().min(1).max(60))
    .readonly()
    .optional()
    .describe("Versions; 8 stands for 8.10 too. On Windows builds are named instead."),
  builds: z.array(z.number().int().positive()).readonly().optional().describe("Builds of Windows."),
  family: editionFamily.optional().describe("The editions it speaks of; on Windows always given."),
  endsOn: day.describe("The last day on which everybody gets security updates."),
  extendedUntil: day.optional().describe("The last day for those who have the publisher's extension."),
});

/** The dated table of support; an administrator may give a newer one as a file of this form. */
export const supportTable = z.strictObject({
  asOf: day.describe("The day on which these dates were looked up."),
  entries: z.array(supportEntry).readonly(),
});
export type SupportTable = z.infer<typeof supportTable>;
