import { z } from "zod";
import { failureCode } from "../facts/reading.ts";
import { proposedNetwork } from "../facts/lan.ts";
import { foreignText, id, instant } from "../model/common.ts";
import { attendanceFigures, coverage } from "../model/attendance-figures.ts";
import { complianceFigures } from "../model/compliance.ts";
import { endpoint } from "../model/endpoint.ts";
import { incident, incidentEvent, incidentState } from "../model/incident.ts";
import { authorityName } from "../model/policy.ts";
import { network } from "../model/register.ts";
import { person, role } from "../model/role.ts";
import { backupState, gapRow } from "./watch-schemas.ts";

/** What every refused request answers. */
export const apiError = z.object({
  error: z.object({
    code: z.string().describe("A stable word for programs."),
    message: z.string().describe("A sentence for people, with what to do."),
    messageJa: z.string().describe("The same sentence in Japanese."),
    field: z.string().nullable().describe("The field it is about, or null."),
  }),
});
export type ApiError = z.infer<typeof apiError>;

/** The latest reading of one fact, as stored. */
export const latestFact = z.object({
  status: z
    .enum(["ok", "unsupported", "failed", "unread"])
    .describe("unread: from a newer agent, stored as it came."),
  code: failureCode.nullable(),
  reason: foreignText(500).nullable(),
  value: z
    .unknown()
    .describe("The fact's value; for a failed reading what could be seen all the same, or null."),
  schema: z.number().int(),
  at: instant.describe("When the device looked."),
  receivedAt: instant.describe("When the collector stored it."),
  durationMs: z.number().nullable(),
});
export type LatestFact = z.infer<typeof latestFact>;

/** Whether an operating system still gets security updates on the day of asking. */
export const support = z.object({
  state: z
    .enum(["supported", "ended", "unknown"])
    .describe("ended: サポート終了, never 適用済 whatever its updates say. unknown: サポート状態不明."),
  endsOn: z.iso.date().nullable().describe("The last day on which everybody gets security updates."),
});
export type Support = z.infer<typeof support>;

/** A computer as people see it: what it told of itself, and what the collector makes of it. */
export const endpointRow = endpoint.extend({
  support: support.nullable().describe("Null while its operating system is not known."),
});
export type EndpointRow = z.infer<typeof endpointRow>;

export const endpointDetail = endpointRow.extend({
  asOf: instant.describe("When this was put together."),
  facts: z.record(z.string(), latestFact).describe("The latest reading of each fact, by name."),
});
export type EndpointDetail = z.infer<typeof endpointDetail>;

export const storedObservation = z.object({
  ordinal: z.number().int(),
  endpointId: id,
  epoch: z.string(),
  seq: z.number().int(),
  fact: z.string(),
  schema: z.number().int(),
  kind: z.enum(["reading", "event"]),
  at: instant,
  receivedAt: instant,
  durationMs: z.number().nullable(),
  body: z.unknown(),
  unread: z.boolean(),
});
export type StoredObservation = z.infer<typeof storedObservation>;

export const incidentDetail = incident.extend({
  asOf: instant.describe("When this was put together."),
  events: z.array(incidentEvent).describe("Everything that happened."),
  may: z
    .array(
      z.enum([
        "receive",
        "pass-on",
        "comment",
        "judge-grave",
        "suspect-grave",
        "lower-grave",
        "mark-handled",
        "note-closing",
        "close",
        "set-parties",
        "answer-gateway",
      ]),
    )
    .describe("What the one who asks may do to this case now; the server judges again at each act."),
  allowedStates: z
    .array(incidentState)
    .describe("States to which the one who asks may move it now; the server judges again at each move."),
});
export type IncidentDetail = z.infer<typeof incidentDetail>;

export const networkProposal = proposedNetwork.extend({
  endpointId: id,
  endpointName: foreignText(253),
  at: instant,
});
export const networkRow = network.extend({
  deviceCount: z.number().int(),
  undecidedCount: z.number().int().describe("Devices nobody decided about."),
});

export const session = z.object({
  person: person.nullable().describe("Who is signed in, or null."),
  setupOpen: z.boolean().describe("Whether the first account is still to be made through the one-time link."),
  version: z.string(),
  organisation: z.string().describe("The organisation's name as configured."),
  may: z
    .array(z.string().max(60))
    .describe("Names of the requests this person may make; the server asks again at each."),
  authorities: z
    .array(authorityName)
    .describe("What the policy lets this person decide (だれが許可するか); the server asks again at each."),
  chairs: z
    .array(z.object({ role, deputy: z.boolean() }))
    .describe("Chairs held at this moment, those by designation included."),
});
export type Session = z.infer<typeof session>;

/** One look: is anything wrong, who has it, is the watch itself whole. */
export const overview = z.object({
  asOf: instant,
  vacantRoles: z.array(role).describe("Chairs of the routes that nobody holds (空席)."),
  correctives: z.object({ rows: z.number().int(), computers: z.number().int(), waiting: z.number().int() }),
  patch: complianceFigures,
  patchTarget: z.number().describe("目標 for 期限遵守率, in percent."),
  attendance: attendanceFigures.describe("Today, from midnight."),
  coverage,
  openGaps: z.array(gapRow).max(10).describe("Gaps that last; the longest first."),
  backup: backupState,
  learning: z
    .array(z.object({ networkId: id, name: z.string(), until: instant.nullable() }))
    .describe("Networks whose devices are still being collected."),
  openIncidents: z.array(incident).describe("Unfinished cases, gravest and oldest first; at most 20."),
  openIncidentCount: z.number().int(),
  endpoints: z.object({
    total: z.number().int(),
    connected: z.number().int(),
    couldNotLook: z.number().int().describe("Computers with a sensor that could not look."),
    withPendingSecurity: z.number().int().describe("Computers that lack security updates."),
    unsupportedOs: z.number().int().describe("Computers past their end of support."),
    unknownSupport: z
      .number()
      .int()
      .describe("Computers whose system stands in no table of support (サポート状態不明)."),
    antivirusTrouble: z.number().int().describe("Computers whose antivirus is not on and fresh."),
  }),
  undecidedMedia: z.number().int(),
  undecidedDevices: z.number().int(),
  mail: z.enum(["working", "failing", "not-configured", "untried"]),
  refusals24h: z.number().int().describe("Frames and connections refused in the last 24 hours."),
  backupAt: instant.nullable().describe("When the store was last backed up, or null for never."),
});
export type Overview = z.infer<typeof overview>;

export const refusalRow = z.object({
  at: instant.describe("The last time."),
  endpointId: id.nullable(),
  peer: foreignText(100),
  code: z.string(),
  detail: foreignText(500),
  count: z.number().int(),
});

export const tokenScope = z.enum(["read", "write"]);
export const tokenRow = z.object({
  id,
  name: z.string(),
  scope: tokenScope,
  createdAt: instant,
  lastUsedAt: instant.nullable(),
});

/** What the live stream says: something changed; the page asks again for what it shows. */
export const streamEvent = z.object({
  topic: z.enum([
    "endpoints",
    "incidents",
    "correctives",
    "usb-devices",
    "lan-devices",
    "networks",
    "people",
    "attendance",
    "reports",
    "assets",
    "collector",
  ]),
  id: z.string().nullable().describe("Which one changed, or null for several."),
  at: instant,
  arrivedAt: instant.nullable().describe("When the observation behind it reached the collector, or null."),
});
export type StreamEvent = z.infer<typeof streamEvent>;
