import type { LanSighting, MediumSighting, UsbPresence } from "#collector/domain/registers/sightings.ts";
import type { Asset } from "#shared/model/asset.ts";
import type { Gap } from "#shared/model/attendance.ts";
import type { Condition, ConditionState } from "#shared/model/condition.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import type { Checkpoint } from "#shared/model/checkpoint.ts";
import type { LatestFact, StoredObservation } from "#shared/api/schemas.ts";
import type { Endpoint, EndpointState, SensorHealth, Site } from "#shared/model/endpoint.ts";
import type { StoredIncident } from "#collector/domain/incidents/incident.ts";
import type { Actor, IncidentEvent } from "#shared/model/incident.ts";
import type { LanDevice, LanRight, MediumRight, Network, UsbMedium } from "#shared/model/register.ts";
import type { Designation, Person, Role } from "#shared/model/role.ts";
import type { ProposedNetwork } from "#shared/facts/lan.ts";
import type { UsbDevice } from "#shared/facts/usb.ts";

/** A list query: `cursor` is what an earlier page gave as `next`. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** An observation that passed every check and is to be stored. Times are ISO instants in UTC. */
export interface CheckedObservation {
  readonly seq: number;
  readonly fact: string;
  readonly schema: number;
  readonly kind: "reading" | "event";
  readonly at: string;
  readonly durationMs: number | null;
  readonly body: unknown;
  /** True for a fact or schema version this collector does not know: kept, shown, not judged. */
  readonly unread: boolean;
}

export interface ObservationBatch {
  readonly endpointId: string;
  readonly epoch: string;
  readonly receivedAt: string;
  /** In rising order of `seq`. Those at or below the epoch's high-water mark are already stored and are passed over. */
  readonly observations: readonly CheckedObservation[];
  /** The mark to reach even where the last ones were refused for good. */
  readonly upTo: number;
}

export interface Appended {
  /** The epoch's high-water mark after the commit. */
  readonly highWater: number;
  /** Those newly stored, with their ordinals; never one that was stored before. */
  readonly stored: readonly StoredObservation[];
}

/**
 * What agents reported. `append` resolves only after the commit; a repeat has no effect. Numbers that do not rise
 * within a batch are a StoreError: taken as they are, the later one would be lost unseen.
 */
export interface ObservationStore {
  append(batch: ObservationBatch): Promise<Appended>;
  /** Highest stored sequence number of an epoch, 0 for none. */
  highWater(endpointId: string, epoch: string): Promise<number>;
  /** In rising order of ordinal, for work that goes on after a restart. */
  after(ordinal: number, limit: number): Promise<readonly StoredObservation[]>;
  history(
    endpointId: string,
    query: PageQuery & { readonly fact?: string | undefined },
  ): Promise<Page<StoredObservation>>;
  /**
   * The latest reading of each fact: within an epoch the highest number, between epochs the latest time, where no
   * reading counts as later than its arrival (a clock that was ahead must not hide all that follows).
   */
  latest(endpointId: string): Promise<Readonly<Record<string, LatestFact>>>;
  count(): Promise<number>;
}

export interface EndpointRecord {
  readonly id: string;
  readonly hostname: string;
  readonly managementNumber: string | null;
  readonly platform: Endpoint["platform"];
  readonly kind: Endpoint["kind"];
  readonly siteId: string;
  readonly state: EndpointState;
  readonly enrolledAt: string;
  /** SHA-256 (hex) of the public key (SPKI) the certificate was made for. */
  readonly keyHash: string;
  readonly certificateSerial: string;
  readonly certificateExpiresAt: string;
  readonly agentVersion: string;
  /** Whether this is the collector's own host, whose network may be proposed. */
  readonly local: boolean;
}

interface EndpointLiveness {
  readonly lastSeenAt: string;
  readonly agentVersion?: string;
  readonly hostname?: string;
  readonly sensors?: readonly SensorHealth[];
  readonly clockOffsetMs?: number | null;
}

interface EndpointQuery extends PageQuery {
  readonly search?: string | undefined;
  readonly siteId?: string | undefined;
  /** Only computers of these sites; what a 組合員 may see. Empty gives nothing. */
  readonly siteIds?: readonly string[] | undefined;
  readonly state?: EndpointState | undefined;
  readonly platform?: Endpoint["platform"] | undefined;
}

/** Endpoints as stored: `connected` is not known here, so it is left out. */
export type StoredEndpoint = Omit<Endpoint, "connected"> & {
  readonly siteId: string;
  readonly keyHash: string;
  readonly local: boolean;
};

export interface EnrolmentCode {
  /** SHA-256 (hex) of the secret; the secret itself is never stored. */
  readonly secretHash: string;
  readonly siteId: string;
  readonly local: boolean;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly createdBy: string;
  readonly usedAt: string | null;
  readonly keyHash: string | null;
  readonly endpointId: string | null;
}

export interface EndpointStore {
  /**
   * Uses a code for a key, once: the same key again gives the same endpoint, with the candidate's certificate noted;
   * another key is refused, and so is the key of a revoked computer (`used`).
   */
  enrol(
    secretHash: string,
    candidate: Omit<EndpointRecord, "siteId" | "local">,
    at: string,
  ): Promise<
    | { readonly ok: true; readonly endpoint: EndpointRecord }
    | { readonly ok: false; readonly why: "unknown" | "expired" | "used" }
  >;
  addCode(code: Omit<EnrolmentCode, "usedAt" | "keyHash" | "endpointId">): Promise<void>;
  get(id: string): Promise<StoredEndpoint | null>;
  list(query: EndpointQuery): Promise<Page<StoredEndpoint>>;
  /** The enrolled computer that reports this card, or null. */
  byMac(mac: string): Promise<string | null>;
  /** Replaces the certificate after a renewal. */
  renewed(id: string, serial: string, expiresAt: string): Promise<void>;
  touch(id: string, liveness: EndpointLiveness): Promise<void>;
  change(
    id: string,
    change: {
      managementNumber?: string | null;
      siteId?: string;
      kind?: "terminal" | "server";
      state?: EndpointState;
      assetClass?: "1" | "2" | "3" | null;
      userIds?: readonly string[];
    },
  ): Promise<void>;
}

export interface RegisterStore {
  sites(): Promise<readonly Site[]>;
  putSite(site: Site): Promise<void>;
  /** Every device of the ledger without an agent, by name. */
  assets(): Promise<readonly Asset[]>;
  putAsset(asset: Asset): Promise<void>;
  networks(): Promise<readonly Network[]>;
  putNetwork(network: Network): Promise<void>;
  proposals(): Promise<readonly (ProposedNetwork & { readonly endpointId: string; readonly at: string })[]>;
  presence(endpointId: string): Promise<UsbPresence>;
  medium(id: string): Promise<UsbMedium | null>;
  mediumByKey(key: string): Promise<UsbMedium | null>;
  media(
    query: PageQuery & { readonly right?: MediumRight | undefined; readonly search?: string | undefined },
  ): Promise<Page<UsbMedium>>;
  /** Keeps the decision; it goes into the chain of records with the same commit. */
  decideMedium(
    id: string,
    decision: Pick<
      UsbMedium,
      "right" | "endpointIds" | "managementNumber" | "user" | "note" | "expiresAt" | "decidedBy" | "decidedAt"
    >,
  ): Promise<UsbMedium | null>;
  lanDevice(networkId: string, mac: string): Promise<LanDevice | null>;
  lanDeviceById(id: string): Promise<LanDevice | null>;
  lanDevices(
    query: PageQuery & {
      readonly networkId?: string | undefined;
      readonly right?: LanRight | undefined;
      readonly search?: string | undefined;
    },
  ): Promise<Page<LanDevice>>;
  decideLanDevice(
    id: string,
    decision: Pick<LanDevice, "right" | "kind" | "place" | "note" | "expiresAt" | "decidedBy" | "decidedAt">,
  ): Promise<LanDevice | null>;
  /** Turns every `initial` device of a network into `allowed`; answers how many. */
  allowInitial(networkId: string, decidedBy: string, at: string): Promise<number>;
}

/** A case as stored; names and titles are joined by the reader. */
export type { StoredIncident };

export interface IncidentStore {
  /** The unfinished case with this fingerprint, or null. */
  openByFingerprint(fingerprint: string): Promise<StoredIncident | null>;
  get(id: string): Promise<StoredIncident | null>;
  events(id: string): Promise<readonly IncidentEvent[]>;
  list(
    query: PageQuery & {
      readonly open?: boolean | undefined;
      readonly endpointId?: string | undefined;
      readonly rule?: string | undefined;
      readonly siteIds?: readonly string[] | undefined;
      /** Only cases that arrived in this time, `from` included, `to` not. */
      readonly arrivedFrom?: string | undefined;
      readonly arrivedTo?: string | undefined;
    },
  ): Promise<Page<StoredIncident>>;
  openCount(siteIds?: readonly string[]): Promise<number>;
  /** Unfinished cases whose `route.nextDueAt` has come, longest overdue first. */
  dueBefore(now: string, limit: number): Promise<readonly StoredIncident[]>;
  /** The earliest `route.nextDueAt` of all unfinished cases, or null. */
  nextDue(): Promise<string | null>;
}

/** Conditions of computers (是正事項): at most one that has not ended for a rule and a computer. */
export interface ConditionStore {
  get(id: string): Promise<Condition | null>;
  /** Those of a computer that have not ended. */
  ofEndpoint(endpointId: string): Promise<readonly Condition[]>;
  /** Newest beginning first. */
  list(
    query: PageQuery & {
      readonly states?: readonly ConditionState[] | undefined;
      readonly rule?: string | undefined;
      readonly siteIds?: readonly string[] | undefined;
      readonly beganFrom?: string | undefined;
    },
  ): Promise<Page<Condition>>;
  /** Those not ended whose `dueAt` has come, earliest first; those that became a 事案 are left out. */
  dueBefore(now: string, limit: number): Promise<readonly Condition[]>;
  nextDue(): Promise<string | null>;
}

/** Gaps in the watch (監視の空白). */
export interface AttendanceStore {
  /** Gaps that last. */
  open(): Promise<readonly Gap[]>;
  /** Gaps that overlap the time, by beginning; `to` of an open gap counts as endless. */
  gaps(
    query: PageQuery & {
      readonly from: string;
      readonly to: string;
      readonly endpointId?: string | undefined;
      readonly subject?: Gap["subject"] | undefined;
      readonly siteIds?: readonly string[] | undefined;
    },
  ): Promise<Page<Gap>>;
}

/** When an update was first seen anywhere, by `source|name|candidate`: what its deadline runs from. */
export interface UpdateStore {
  firstSeen(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Summaries as they were frozen. */
export interface ReportStore {
  get(id: string): Promise<WeeklySummary | null>;
  /** Newest period first. */
  list(query: PageQuery): Promise<Page<WeeklySummary>>;
}

/** Work that is done once for each occurrence, for example `weekly` and `2026-11-16`. */
export interface JobStore {
  done(job: string, occurrence: string): Promise<boolean>;
  /** The newest occurrence that was done, in the order of text, or null. */
  last(job: string): Promise<string | null>;
}

/** What a notice is about. */
export type DeliveryAbout =
  | { readonly kind: "incident"; readonly id: string }
  /** The day's digest for one person; the id is the office's date. */
  | { readonly kind: "digest"; readonly id: string }
  | { readonly kind: "report"; readonly id: string };

/** A notice on its way. Its id is deterministic and becomes the Message-ID. */
export interface Delivery {
  readonly id: string;
  readonly about: DeliveryAbout;
  readonly personId: string;
  readonly channel: string;
  readonly kind: "action" | "copy";
  readonly dueAt: string;
  readonly attempts: number;
  readonly state: "waiting" | "sent" | "failed";
  readonly lastError: string | null;
  readonly createdAt: string;
}

export interface NotificationStore {
  /** Waiting deliveries whose time has come, oldest first. */
  due(now: string, limit: number): Promise<readonly Delivery[]>;
  /** When the next waiting delivery falls due, or null. */
  nextDue(): Promise<string | null>;
  /**
   * Notes the outcome of one attempt and the event that goes on the case's record. An outcome that is final, or told
   * for the first time, goes into the chain of records with it.
   */
  attempted(
    id: string,
    outcome: { state: Delivery["state"]; dueAt: string; lastError: string | null; at: string },
    event: IncidentEvent | null,
  ): Promise<void>;
  lastOutcome(): Promise<"working" | "failing" | "untried">;
}

/**
 * Everything that follows from observations or a person's act, written as one: in SQLite one transaction, elsewhere
 * repeated from the cursor until done. Every part is idempotent by its id, so a repeat changes nothing.
 * A new case gets its number here. Where it is not one transaction, cases and deliveries are written first and the
 * cursor last: what a register already shows as known would no longer be judged as new.
 */
export interface Effects {
  /** Observations up to this ordinal have been judged; null leaves the cursor. */
  readonly cursor: number | null;
  readonly presence: readonly { readonly endpointId: string; readonly devices: readonly UsbDevice[] }[];
  readonly media: readonly MediumSighting[];
  readonly lanDevices: readonly LanSighting[];
  /** Every card of a computer; a device on a network with one of them is this computer from then on. */
  readonly macs: readonly { readonly endpointId: string; readonly macs: readonly string[] }[];
  readonly operatingSystems: readonly { readonly endpointId: string; readonly name: string }[];
  readonly proposals: readonly {
    readonly endpointId: string;
    readonly at: string;
    readonly networks: readonly ProposedNetwork[];
  }[];
  readonly incidentEvents: readonly IncidentEvent[];
  readonly deliveries: readonly Omit<Delivery, "attempts" | "state" | "lastError">[];
  /** Conditions as they are from now on, whole. */
  readonly conditions: readonly Condition[];
  /** Gaps as they are from now on, whole. */
  readonly gaps: readonly Gap[];
  /** Updates seen; the earliest time of each stays. */
  readonly updates: readonly { readonly key: string; readonly at: string }[];
  /** Frozen summaries; one that is there already stays as it is. */
  readonly reports: readonly WeeklySummary[];
  /** Work that is done with this commit. */
  readonly jobs: readonly { readonly job: string; readonly occurrence: string; readonly at: string }[];
}

/** A commit of nothing, to be filled with what follows. */
export const noEffects: Effects = {
  cursor: null,
  presence: [],
  media: [],
  lanDevices: [],
  macs: [],
  operatingSystems: [],
  proposals: [],
  incidentEvents: [],
  deliveries: [],
  conditions: [],
  gaps: [],
  updates: [],
  reports: [],
  jobs: [],
};

export interface EffectStore {
  cursor(): Promise<number>;
  apply(effects: Effects): Promise<void>;
}

export interface Credential {
  readonly personId: string;
  /** Argon2id in PHC form. */
  readonly passwordHash: string;
  /** Base32 secret, sealed with the collector's key. */
  readonly totpSealed: string | null;
  /** The last time step accepted, so that a code works once. */
  readonly totpLastStep: number;
}

export interface SessionRecord {
  readonly tokenHash: string;
  readonly personId: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly expiresAt: string;
}

export interface ApiToken {
  readonly id: string;
  readonly tokenHash: string;
  readonly name: string;
  readonly scope: "read" | "write";
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

export interface OneTimeLink {
  readonly tokenHash: string;
  readonly purpose: "setup" | "account";
  /** Whose account it opens; null for the first account. */
  readonly personId: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** What the link's first opening made, sealed (the authenticator's secret). */
  readonly sealed: string | null;
}

export interface PeopleStore {
  list(): Promise<readonly Person[]>;
  get(id: string): Promise<Person | null>;
  byEmail(email: string): Promise<Person | null>;
  /** Those who hold a chair; a person made 無効 holds none. */
  withRole(role: Role): Promise<readonly Person[]>;
  /** Makes the first account and uses up the link; false when an account exists or the link is gone. */
  createFirst(person: Person, credential: Credential, linkHash: string, at: string): Promise<boolean>;
  put(person: Person): Promise<void>;
  /** Sets a person's credential, uses up the link and ends every session; false when the link is gone. */
  openAccount(credential: Credential, linkHash: string, at: string): Promise<boolean>;
  /** 無効 in one act: no account, no session, no link, and every designation to this person ended. */
  disable(personId: string, at: string): Promise<void>;
  /** Every designation, newest first. */
  designations(): Promise<readonly Designation[]>;
  putDesignation(designation: Designation): Promise<void>;
  credential(personId: string): Promise<Credential | null>;
  /** Accepts a TOTP step once; false if it or a later one was used before. */
  useTotpStep(personId: string, step: number): Promise<boolean>;
  addSession(session: SessionRecord): Promise<void>;
  session(tokenHash: string): Promise<SessionRecord | null>;
  touchSession(tokenHash: string, at: string): Promise<void>;
  endSession(tokenHash: string): Promise<void>;
  addToken(token: ApiToken): Promise<void>;
  token(tokenHash: string): Promise<ApiToken | null>;
  touchToken(id: string, at: string): Promise<void>;
  tokens(): Promise<readonly ApiToken[]>;
  deleteToken(id: string): Promise<boolean>;
  putLink(link: OneTimeLink): Promise<void>;
  link(tokenHash: string): Promise<OneTimeLink | null>;
}

export interface Refusal {
  readonly at: string;
  readonly endpointId: string | null;
  readonly peer: string;
  readonly code: string;
  readonly detail: string;
}

/** What was refused; equal ones of one hour are counted in one row. */
export interface RefusalStore {
  add(refusal: Refusal): Promise<void>;
  list(query: PageQuery): Promise<Page<Refusal & { readonly count: number }>>;
  /** How often something was refused, counted by rows whose last time is at or after `at`. */
  countSince(at: string): Promise<number>;
}

/** One act, view, export, delivery or setting change for the hash chain. */
export interface RecordEntry {
  readonly at: string;
  readonly actor: Actor;
  readonly action: string;
  readonly subject: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}
export interface ChainedRecord {
  readonly chain: string;
  readonly index: number;
  readonly previous: string;
  /** SHA-256 (hex) over salt and canonical payload; the salt is deleted with the payload. */
  readonly payloadHash: string;
  /** SHA-256 (hex) over chain, index, previous and payloadHash. */
  readonly hash: string;
  readonly salt: string | null;
  readonly payload: RecordEntry | null;
}
export interface RecordStore {
  /** Appends to the collector's own chain; resolves after the commit. */
  append(entry: RecordEntry): Promise<ChainedRecord>;
  head(): Promise<ChainedRecord | null>;
  /** Newest first. */
  list(
    query: PageQuery & { readonly action?: string | undefined; readonly subject?: string | undefined },
  ): Promise<Page<ChainedRecord>>;
  /** The newest record of every chain in this store, by the chain's name. */
  heads(): Promise<readonly ChainedRecord[]>;
  /** Newest first. */
  checkpoints(limit: number): Promise<readonly Checkpoint[]>;
  putCheckpoint(checkpoint: Checkpoint): Promise<void>;
}

/** The setting under which a backup that worked leaves its time, an ISO instant. */
export const backupAtKey = "backup.last-at";

/** Small values of the installation: names, secrets' seals, last backup. */
export interface SettingStore {
  get(key: string): Promise<string | null>;
  put(key: string, value: string): Promise<void>;
}

export interface Store {
  readonly observations: ObservationStore;
  readonly endpoints: EndpointStore;
  readonly registers: RegisterStore;
  readonly incidents: IncidentStore;
  readonly notifications: NotificationStore;
  readonly effects: EffectStore;
  readonly people: PeopleStore;
  readonly refusals: RefusalStore;
  readonly records: RecordStore;
  readonly conditions: ConditionStore;
  readonly attendance: AttendanceStore;
  readonly updates: UpdateStore;
  readonly reports: ReportStore;
  readonly jobs: JobStore;
  readonly settings: SettingStore;
  /** Whether the store answers; throws a StoreError where it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The store cannot be used; `message` says what to do, `code` is stable. */
export class StoreError extends Error {
  readonly code: "newer-schema" | "damaged" | "not-writable" | "locked" | "full" | "failed";
  constructor(code: StoreError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreError";
    this.code = code;
  }
}

/** A cursor that no list of this store gave; the caller's mistake, answered with a sentence and never with a page. */
export class CursorError extends Error {
  constructor(options?: ErrorOptions) {
    super(
      "This page mark is not one that this list gave; start again from the first page without a cursor.",
      options,
    );
    this.name = "CursorError";
  }
}
