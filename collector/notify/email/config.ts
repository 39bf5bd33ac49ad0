import { isIP } from "node:net";
import { z } from "zod";
import { duration } from "#shared/model/common.ts";

const loopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));

const oneLine = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}*$/u, "write it on one line");

/** The settings of the mail channel; a password stands in a file of its own, never in these settings. */
export const emailConfig = z
  .strictObject({
    host: oneLine(253).describe("The SMTP server's name, for example smtp.example.jp."),
    port: z
      .number()
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe("Default 587, or 465 with `security: tls`."),
    security: z
      .enum(["starttls", "tls", "none"])
      .default("starttls")
      .describe(
        "starttls and tls both refuse to send in the clear; none is for a relay on this very computer.",
      ),
    username: oneLine(254).optional().describe("The account's name; without it no sign-in is tried."),
    "password-file": oneLine(1000).optional().describe("A file whose first line is the password."),
    "ca-file": oneLine(1000).optional().describe("PEM certificates to trust besides the system's own."),
    from: z.email().max(254).describe("The sender's address."),
    "from-name": oneLine(80).default("火の見").describe("The sender's name."),
    timeout: duration.prefault("30s").describe("Longest wait for each answer of the server."),
  })
  .refine((config) => config.security !== "none" || loopback(config.host), {
    message: "mail without encryption is for a relay on this computer only: use starttls or tls",
    path: ["security"],
  })
  .refine((config) => (config.username === undefined) === (config["password-file"] === undefined), {
    message: "give both username and password-file, or neither",
    path: ["password-file"],
  })
  .describe("Mail by SMTP.");
export type EmailConfig = z.infer<typeof emailConfig>;
