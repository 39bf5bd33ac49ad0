import type { ComputerSubject } from "#collector/domain/conditions/subject.ts";
import type { Store, StoredEndpoint } from "#collector/storage/port.ts";
import type { StreamEvent } from "#shared/api/schemas.ts";
import type { BackupState } from "#shared/api/watch-schemas.ts";
import type { AttendanceFigures, Coverage } from "#shared/model/attendance-figures.ts";
import type { Checkpoint } from "#shared/model/checkpoint.ts";
import type { Wording } from "#shared/model/common.ts";
import type { Acting, CaseAct } from "#collector/domain/routing/routing.ts";
import type { Actor } from "#shared/model/incident.ts";
import type { Policy } from "#shared/model/policy.ts";
import type { LanDevice, UsbMedium } from "#shared/model/register.ts";
import type { Person } from "#shared/model/role.ts";
import type { EnrolRequest, EnrolResponse } from "#shared/protocol/enrolment.ts";

/** How every API token begins, so that one that leaked into a file or a log is recognised. */
export const apiTokenPrefix = "hnm_";

/** An act that cannot be done, with a sentence for the person who tried. */
export type ActOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: "not-found" | "not-possible"; readonly sentence: Wording };

/** Where people's decisions enter the way of the data; each resolves after the commit. */
export interface Pipeline {
  /** Adds one event to a case's record; an act that the case's state forbids changes nothing. */
  act(incidentId: string, acting: Acting, act: CaseAct): Promise<ActOutcome>;
  /** One 受領 for the digest: every open 是正事項 and quiet case this person is to receive. Answers how many. */
  receiveDigest(acting: Acting, scope: readonly string[] | "all"): Promise<number>;
  /** The answer to 「ルータが変わりました」; a planned exchange takes the new gateway into the network. */
  gatewayAnswered(incidentId: string, acting: Acting, planned: boolean): Promise<ActOutcome>;
  /** Looks again at everything that hangs on a computer after people changed what they say about it. */
  endpointChanged(endpointId: string): Promise<void>;
  /** Looks again at what waits for a chair after people, chairs or designations changed. */
  peopleChanged(): Promise<void>;
  /** Looks again at open cases about this medium after its right was changed. */
  mediumDecided(medium: UsbMedium, actor: Actor): Promise<void>;
  /** Looks again at open cases about this device after its right was changed. */
  lanDeviceDecided(device: LanDevice, actor: Actor): Promise<void>;
}

export interface Agents {
  /** Identifiers of the computers whose agents are connected at this moment. */
  connected(): ReadonlySet<string>;
  /** Closes the connection of one computer, if it has one; `reason` is told to the agent. */
  disconnect(endpointId: string, reason: string): void;
  /** Sends every connected agent its settings again, after networks or sites changed. */
  pushSettings(): void;
}

interface NewEnrolmentCode {
  readonly code: string;
  readonly words: string;
  readonly command: string;
  /** Whether other computers can reach this collector to use the code. */
  readonly reach: "this-computer" | "network";
  readonly expiresAt: string;
}

export type EnrolOutcome =
  | { readonly ok: true; readonly response: EnrolResponse }
  | {
      readonly ok: false;
      /** `unknown`, `expired` and `used` speak of the code, `bad-request` of the certificate request. */
      readonly why: "unknown" | "expired" | "used" | "bad-request";
    };

export interface Enrolment {
  createCode(siteId: string, createdBy: string): Promise<NewEnrolmentCode>;
  /** Exchanges a code for a certificate; `peer` is the address it came from, for the refusals. */
  enrol(request: EnrolRequest, peer: string): Promise<EnrolOutcome>;
}

/** Seals small secrets with the installation's key. */
export interface Sealer {
  seal(text: string): string;
  /** Throws where the text was not sealed here or was changed. */
  open(sealed: string): string;
}

/** A stream event as its maker gives it: `at` is now where it is left out. */
type StreamNotice = Omit<StreamEvent, "at"> & { readonly at?: string };

export interface NumberedEvent {
  /** `<run>-<number>`; the run changes with every start of the collector. */
  readonly id: string;
  readonly event: StreamEvent;
}

export interface StreamSubscription {
  /** What happened after the given id; null where the ring no longer reaches back so far. */
  readonly missed: readonly NumberedEvent[] | null;
  /** The id of the newest event at the moment of subscribing. */
  readonly position: string;
  unsubscribe(): void;
}

export interface StreamHub {
  /** Tells every listener; never throws and never waits. */
  publish(notice: StreamNotice): void;
  subscribe(lastEventId: string | null, listener: (numbered: NumberedEvent) => void): StreamSubscription;
  position(): string;
}

/** The part of a pino logger that is used here. */
export interface Log {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

/** What one test mail came to. */
export interface MailTrial {
  readonly ok: boolean;
  readonly detail: string;
}

export type MailState = "working" | "failing" | "not-configured" | "untried";

/** Everything the people's port needs from its neighbours; the app wires the real ones. */
export interface PeopleServerDeps {
  readonly store: Store;
  readonly pipeline: Pipeline;
  readonly agents: Agents;
  readonly enrolment: Enrolment;
  readonly authority: Sealer;
  readonly hub: StreamHub;
  readonly policy: Policy;
  /** Where the policy in force was read from, in words for people. */
  readonly policySource: string;
  /** A checkpoint as one line that holds all of it, for paper and mail. */
  readonly checkpointText: (checkpoint: Checkpoint) => string;
  /** Who stands where now, and how well it was watched; the app counts it. */
  readonly watch: {
    coverage(): Promise<Coverage>;
    /** `siteIds` null for the whole organisation. */
    attendance(from: string, to: string, siteIds: readonly string[] | null): Promise<AttendanceFigures>;
    /** Sends the one-time link of an account by mail; false where no mail is set up. */
    invite(person: Person, token: string): Promise<boolean>;
    /** Everything conditions and compliance of one computer are judged by, as of `now`. */
    subject(endpoint: StoredEndpoint, now: string): Promise<ComputerSubject>;
    /** State of the nightly backup, for the board. */
    backup(): Promise<BackupState>;
  };
  readonly mailTest: (person: Person) => Promise<MailTrial>;
  readonly mailState: () => Promise<MailState> | MailState;
  readonly now: () => Temporal.Instant;
  readonly log: Log;
  readonly version: string;
  readonly organisation: string;
  /** The address people outside use, for example `https://hinomi.example.jp`; null where none is set. */
  readonly publicUrl: string | null;
  /** Further host names, without port, under which the collector may be asked. */
  readonly allowedHosts: readonly string[];
  /** Proxies whose X-Forwarded-* headers are believed; empty for none. */
  readonly trustedProxies?: readonly string[];
  /** Directory of the built dashboard. */
  readonly webRoot: string;
}
