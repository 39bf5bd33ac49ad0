import type { Wording } from "#shared/model/common.ts";
import type { ReceiptMeans } from "#shared/model/case-route.ts";
import type { Actor, IncidentEvent, IncidentState } from "#shared/model/incident.ts";
import type { Policy } from "#shared/model/policy.ts";
import type { Designation, Person, Role } from "#shared/model/role.ts";
import type { Site } from "#shared/model/endpoint.ts";
import type { BusinessCalendar } from "../calendar/business-hours.ts";

export type Change = IncidentEvent["change"];

/** What a routing decision is made from; all of it as of `now`. */
export interface RoutingAround {
  readonly policy: Policy;
  readonly calendar: BusinessCalendar;
  readonly people: readonly Person[];
  readonly designations: readonly Designation[];
  /** The site the case belongs to, or null. */
  readonly site: Site | null;
  /** ISO instant. */
  readonly now: string;
}

/** Somebody to be told, or not, and why. */
export interface Notice {
  readonly personId: string;
  readonly personName: string;
  /** action: 【要受領】; copy: 【写し】. */
  readonly kind: "action" | "copy";
  /** When it is to be sent: now, or with the day's digest. */
  readonly dueAt: string;
  /** Names the occasion within the case, so that a repeat after a crash is the same notice. */
  readonly cause: string;
}

/** What follows for a case: its next events, in order, and who is told. */
export interface Routing {
  readonly changes: readonly Change[];
  readonly notices: readonly Notice[];
  /** Why somebody is not told, for the case's record. */
  readonly notSent: readonly {
    readonly personId: string;
    readonly personName: string;
    readonly reason: string;
  }[];
}

/** What a person does to a case. */
export type CaseAct =
  | {
      readonly type: "receive";
      readonly means: ReceiptMeans;
      /** The time of a call, else null. */ readonly at: string | null;
    }
  | { readonly type: "pass-on"; readonly instruction: string | null }
  | { readonly type: "comment"; readonly text: string }
  | { readonly type: "set-state"; readonly state: IncidentState; readonly reason: string }
  | { readonly type: "judge-grave"; readonly reason: string }
  | { readonly type: "suspect-grave"; readonly reason: string }
  | { readonly type: "lower-grave"; readonly severity: "warning" | "caution"; readonly reason: string }
  | { readonly type: "mark-handled"; readonly text: string }
  | {
      readonly type: "note-closing";
      readonly cause: string;
      readonly measure: string;
      readonly prevention: string;
    }
  | { readonly type: "set-parties"; readonly personIds: readonly string[]; readonly reason: string };

/** Who acts: a person with the chairs held at this moment, deputies' included, or a program with a token. */
export interface Acting {
  readonly actor: Actor;
  readonly chairs: readonly {
    readonly role: Role;
    readonly deputy: boolean;
    readonly siteId: string | null;
  }[];
}

export type ActResult = ({ readonly ok: true } & Routing) | { readonly ok: false; readonly reason: Wording };
