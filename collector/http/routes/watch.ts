import { figuresOf } from "#collector/domain/compliance/compliance.ts";
import { officeTimeZone } from "#collector/domain/calendar/fiscal-year.ts";
import type { Gap } from "#shared/model/attendance.ts";
import type { ComplianceRow, ComplianceState } from "#shared/model/compliance.ts";
import type { Handlers } from "../route-types.ts";
import { correctiveRows } from "../correctives.ts";
import { firmCoverage } from "../firm-coverage.ts";
import { gapRow, seesGap } from "../gaps.ts";
import { actingOf } from "../identity/principal.ts";
import { keyPage } from "../key-pages.ts";
import { everyRow } from "../pages.ts";
import { sees } from "../permissions.ts";
import { badRequest } from "../problems.ts";
import { isoText } from "../times.ts";
import type { RouteContext } from "./context.ts";

type Own = "listCorrectives" | "receiveDigest" | "getPatchCompliance" | "getAttendance";

/** What needs somebody first stands first. */
const urgency: Readonly<Record<ComplianceState, number>> = {
  overdue: 0,
  "support-ended": 1,
  failed: 2,
  silent: 3,
  "could-not-look": 4,
  "reboot-pending": 5,
  "in-grace": 6,
  unsupported: 7,
  applied: 8,
};
const mostDays = 99_999;
const complianceKey = ({ state, overdueDays, hostname, endpointId }: ComplianceRow): string => {
  const days = String(mostDays - Math.min(overdueDays, mostDays)).padStart(5, "0");
  return `${String(urgency[state])} ${days} ${hostname} ${endpointId}`;
};

/** The longest time that is counted at once. */
const longestSpan = { hours: 24 * 400 } as const;

function spanOf(
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: Temporal.Instant,
): { readonly from: Temporal.Instant; readonly to: Temporal.Instant } {
  const to = asked.to === undefined ? now : Temporal.Instant.from(asked.to);
  const sixDaysAgo = to.toZonedDateTimeISO(officeTimeZone).subtract({ days: 6 }).startOfDay().toInstant();
  const from = asked.from === undefined ? sixDaysAgo : Temporal.Instant.from(asked.from);
  if (Temporal.Instant.compare(from, to) >= 0)
    throw badRequest("The time ends before it begins.", "期間の終わりが始まりより前になっています。", "from");
  if (Temporal.Instant.compare(from.add(longestSpan), to) < 0)
    throw badRequest("Ask for at most 400 days at once.", "一度に見られる期間は400日までです。", "from");
  return { from, to };
}

/** Newest first in the order of keys: the later it began, the smaller the text. */
const latest = Temporal.Instant.from("9999-12-31T23:59:59Z").epochMilliseconds;
const gapKey = ({ from, id }: Gap): string =>
  `${String(latest - Temporal.Instant.from(from).epochMilliseconds).padStart(16, "0")} ${id}`;

/** The watch as a whole: corrective items, patch compliance and attendance. */
export function watchRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, pipeline, standings, watch, policy, now } = context;

  return {
    async listCorrectives({ query, scope }) {
      const states = query.waiting === false ? (["open"] as const) : (["waiting", "open"] as const);
      const siteIds = scope === "all" ? undefined : scope;
      const found = [];
      for await (const one of everyRow((page) => store.conditions.list({ ...page, states, siteIds })))
        found.push(one);
      return { items: await correctiveRows(store, found), asOf: isoText(now()) };
    },

    receiveDigest: async ({ principal, scope }) => ({
      received: await pipeline.receiveDigest(actingOf(principal), scope),
    }),

    async getPatchCompliance({ query, scope }) {
      const walk = await standings();
      const rows = walk.watched
        .filter(({ endpoint }) => sees(scope, endpoint.siteId))
        .filter(({ endpoint }) => query.siteId === undefined || endpoint.siteId === query.siteId)
        .map(({ compliance }) => compliance);
      const shown = rows.filter(({ state }) => query.state === undefined || state === query.state);
      return {
        ...keyPage(
          "patch",
          shown.map((row) => ({ key: complianceKey(row), row })),
          query,
        ),
        figures: figuresOf(rows),
        targetPercent: policy.thresholds["patch-target-percent"],
        asOf: isoText(walk.at),
      };
    },

    async getAttendance({ query, scope }) {
      const at = now();
      const { from, to } = spanOf(query, at);
      const walk = await standings();
      const time = { from: isoText(from), to: isoText(to) };
      const { endpointId, subject } = query;
      const gaps: Gap[] = [];
      for await (const gap of everyRow((page) =>
        store.attendance.gaps({ ...page, ...time, endpointId, subject }),
      ))
        if (seesGap(scope, gap, walk.all)) gaps.push(gap);
      const siteIds = scope === "all" ? null : scope;
      return {
        ...keyPage(
          "gaps",
          gaps.map((gap) => ({ key: gapKey(gap), row: gapRow(gap, walk.all) })),
          query,
        ),
        figures: await watch.attendance(time.from, time.to, siteIds),
        coverage:
          siteIds === null ? await watch.coverage() : await firmCoverage(store.registers, siteIds, walk),
        asOf: isoText(at),
      };
    },
  };
}
