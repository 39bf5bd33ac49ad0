import { z } from "zod";
import type { ChainedRecord } from "#collector/storage/port.ts";
import type { RecordRow } from "#shared/api/watch-schemas.ts";
import type { Handlers } from "../route-types.ts";
import { actorOf } from "../identity/principal.ts";
import { permissions, refusal } from "../permissions.ts";
import { notFound } from "../problems.ts";
import { isoText } from "../times.ts";
import type { RouteContext } from "./context.ts";

type Own = "recordExport" | "listReports" | "getReport" | "listRecords" | "listCheckpoints" | "getPolicy";

const checkpointsAtMost = 400;

/** Members of a record's detail that name a person. */
const naming: ReadonlySet<string> = new Set([
  "name",
  "names",
  "user",
  "phone",
  "email",
  "personName",
  "decidedBy",
  "receivedBy",
  "designatedBy",
]);
const object = z.record(z.string(), z.unknown());

/** The detail without people's names: an auditor sees pseudonyms. */
function withoutNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNames);
  const members = object.safeParse(value);
  if (!members.success) return value;
  return Object.fromEntries(
    Object.entries(members.data).map(([key, inner]) => [
      key,
      naming.has(key) && inner !== null ? "－" : withoutNames(inner),
    ]),
  );
}

function recordRow(one: ChainedRecord, names: boolean): RecordRow {
  const { chain, index, hash, payload } = one;
  if (payload === null)
    return { chain, index, hash, at: null, actor: null, action: null, subject: null, detail: null };
  const { at, actor, action, subject, detail } = payload;
  const pseudonym = actor.kind === "person" ? (actor.id ?? "－") : actor.name;
  const shown = object.parse(names ? detail : withoutNames(detail));
  return { chain, index, hash, at, actor: names ? actor.name : pseudonym, action, subject, detail: shown };
}

/** What was made to be kept: summaries, records, checkpoints, and the policy in force. */
export function paperRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, record, policy, now } = context;

  return {
    async listReports({ query }) {
      const page = await store.reports.list(query);
      return { items: [...page.items], next: page.next, asOf: isoText(now()) };
    },

    async getReport({ params }) {
      const found = await store.reports.get(params.id);
      if (found === null) throw notFound();
      return found;
    },

    async recordExport({ body, principal }) {
      await record(actorOf(principal), "export.made", null, body);
      return { ok: true };
    },

    async listRecords({ query, principal }) {
      const { action, subject, cursor } = query;
      // The look is recorded before anything is shown.
      await record(actorOf(principal), "records.viewed", null, {
        action: action ?? null,
        subject: subject ?? null,
        further: cursor !== undefined,
      });
      const page = await store.records.list(query);
      const names = refusal(permissions.listPeople, principal, policy) === null;
      return {
        items: page.items.map((one) => recordRow(one, names)),
        next: page.next,
        asOf: isoText(now()),
      };
    },

    async listCheckpoints() {
      const found = await store.records.checkpoints(checkpointsAtMost);
      return {
        items: found.map((one) => ({ ...one, text: context.checkpointText(one) })),
        asOf: isoText(now()),
      };
    },

    getPolicy: async () => ({ policy, source: context.policySource, asOf: isoText(now()) }),
  };
}
