import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { z } from "zod";
import { longestClosure, nextOpenDay } from "#collector/domain/calendar/business-hours.ts";
import { calendarOf } from "#collector/domain/policy/calendar.ts";
import { policy, type Policy } from "#shared/model/policy.ts";
import { parseSettings, SettingsError } from "#shared/settings/settings-file.ts";

/** The policy that holds while an organisation has no copy of its own. */
export const shippedPolicyFile = join(import.meta.dirname, "../config/policy.yaml");

type Report = (path: readonly (string | number)[], message: string) => void;

/** What single values cannot show: times that follow each other, days that exclude each other, chairs named twice. */
function checkTogether(read: Policy, report: Report): void {
  const { hours, thresholds } = read;
  if (hours.opens >= hours.closes)
    report(
      ["hours", "closes"],
      `the office closes at ${hours.closes}, which is not after it opens (${hours.opens})`,
    );
  for (const name of ["morning-deadline", "digest"] as const)
    if (hours[name] <= hours.opens || hours[name] > hours.closes)
      report(
        ["hours", name],
        `${hours[name]} lies outside the hours ${hours.opens} to ${hours.closes}; nobody would be there to receive`,
      );
  for (const [index, date] of hours.open.entries())
    if (hours.closed.includes(date))
      report(["hours", "open", index], `${date} is entered as open and as closed; keep one of them`);
  if (thresholds["antivirus-warning-days"] < thresholds["antivirus-caution-days"])
    report(
      ["thresholds", "antivirus-warning-days"],
      "a warning cannot come before the caution (antivirus-caution-days)",
    );
  if (thresholds["server-restart-minutes"] < thresholds["server-silent-minutes"])
    report(
      ["thresholds", "server-restart-minutes"],
      "an announced restart cannot be given less time than silence (server-silent-minutes)",
    );
  for (const [name, route] of Object.entries(read.routes))
    for (const [index, { roles }] of route.steps.entries())
      if (new Set(roles).size < roles.length)
        report(["routes", name, "steps", index, "roles"], "a chair is named twice in one step");
}

/** A deadline must fall on some day: closed days that leave none would stop every route. */
function checkOpens(read: Policy, report: Report): void {
  const calendar = calendarOf(read);
  for (const [index, date] of read.hours.closed.entries())
    try {
      nextOpenDay(Temporal.PlainDate.from(date), calendar);
    } catch {
      report(
        ["hours", "closed", index],
        `the office would be closed for more than ${String(longestClosure)} days after ${date}`,
      );
      return;
    }
}

const checkedPolicy = policy.superRefine((read, context: z.core.$RefinementCtx<Policy>) => {
  const report: Report = (path, message) => {
    context.addIssue({ code: "custom", path: [...path], message });
  };
  checkTogether(read, report);
  checkOpens(read, report);
});

/**
 * Reads an organisation's policy.
 * @throws SettingsError with file, line and reason, where a value is missing, unknown or contradicts another.
 */
export function loadPolicy(file: string): Policy {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new SettingsError(resolve(file), 1, 1, "the policy's file cannot be read", { cause: error });
  }
  return parseSettings(text, checkedPolicy, file);
}
