import type { RouteOutput } from "#shared/api/routes.ts";
import type { Overview } from "#shared/api/schemas.ts";
import type { boardTexts } from "../../text/board/index.ts";
import { daysLeft } from "../../times/format.ts";

type Networks = RouteOutput<"listNetworks">["items"];
type Texts = typeof boardTexts.ja;

/** How much is watched, in the words of a person who shows it to another: firms, computers, what is being learnt. */
export function coverageSentences(overview: Overview, t: Texts): readonly string[] {
  const { coverage, learning } = overview;
  const { firms } = coverage;
  const all = firms.watched + firms.selfCheck + firms.declined + firms.open;
  return [
    ...(coverage.computersInLedger === 0
      ? []
      : [t.coverComputers(coverage.computersWatched, coverage.computersInLedger)]),
    ...(all === 0 ? [] : [t.coverFirms(firms.watched, all)]),
    ...learning.map(({ name, until }) =>
      t.coverLearning(name, until === null ? null : daysLeft(until, overview.asOf)),
    ),
  ];
}

/**
 * What is not watched at this moment, one sentence each; never empty praise, so empty means nothing is missing.
 * `networks` is null where they are not known here.
 */
export function gaps(overview: Overview, networks: Networks | null, t: Texts): readonly string[] {
  const { endpoints, coverage } = overview;
  const known = networks ?? [];
  const silent = endpoints.total - endpoints.connected;
  const unheard = coverage.networksUnheard;
  return [
    ...(endpoints.total === 0 ? [t.gapNoComputers] : []),
    ...(silent > 0 ? [t.gapDisconnected(silent)] : []),
    ...(endpoints.couldNotLook > 0 ? [t.gapCouldNotLook(endpoints.couldNotLook)] : []),
    ...(endpoints.antivirusTrouble > 0 ? [t.gapAntivirus(endpoints.antivirusTrouble)] : []),
    ...(networks?.length === 0 ? [t.gapNoNetworks] : []),
    ...(unheard > 0 ? [t.gapUnheard(unheard)] : []),
    ...overview.learning.map(({ name }) => t.gapLearning(name)),
    ...known.filter(({ mode }) => mode === "guest").map(({ name }) => t.gapGuest(name)),
    ...(coverage.strangers > 0 ? [t.gapStrangers(coverage.strangers)] : []),
    ...(coverage.agentless > 0 ? [t.gapAgentless(coverage.agentless)] : []),
    ...(overview.mail === "not-configured" ? [t.gapMail] : []),
    ...(overview.backup.lastAt === null ? [t.gapBackup] : []),
  ];
}
