import { afterLanDecision, afterMediumDecision } from "#collector/domain/incidents/decision.ts";
import type { Log, Pipeline as PeoplesPipeline } from "#collector/http/port.ts";
import { noEffects, type Effects, type Store } from "#collector/storage/port.ts";
import type { StoredObservation, StreamEvent } from "#shared/api/schemas.ts";
import type { Policy } from "#shared/model/policy.ts";
import { createActs } from "./acts.ts";
import { createSurroundings } from "./around.ts";
import { createCaseWriter } from "./cases.ts";
import { createConditionWork } from "./conditions.ts";
import { createDraft, type Draft } from "./draft.ts";
import { createDueWork } from "./due.ts";
import { createObservationWork } from "./observation.ts";
import { createObservationQueue } from "./queue.ts";
import { createRouteWriter } from "./routing.ts";
import { createWorker } from "./worker.ts";

export interface PipelineDeps {
  readonly store: Store;
  readonly now: () => Temporal.Instant;
  readonly log: Log;
  /** Tells the pages what changed; called after the commit, must not throw. */
  readonly publish: (event: StreamEvent) => void;
  /** Routes, deadlines and thresholds in force. */
  readonly policy: Policy;
  readonly isConnected: (endpointId: string) => boolean;
  /** The maker behind a MAC address, or null. */
  readonly vendorOf: (mac: string) => Promise<string | null>;
  /** The channel notices go by, or null where none is set up. */
  readonly receiptChannel: string | null;
  /** Called after a commit that holds notices, so that the deliverer need not wait for its clock. */
  readonly deliveriesDue?: () => void;
  /** First and longest pause before work that the store refused is tried again, in milliseconds. */
  readonly retryMs?: { readonly first: number; readonly longest: number };
}

/** From stored observations and people's acts to cases, registers and notices, one after the other. */
export interface Pipeline extends PeoplesPipeline {
  /** Goes on where the cursor stands and resolves when everything stored was judged. */
  start(): Promise<void>;
  /** Announces observations that were just committed. Returns at once. */
  observed(stored: readonly StoredObservation[]): void;
  /** Does what fell due by the clock; what fell due while nothing ran is done once, now. */
  due(): Promise<void>;
  /** When the next work falls due, an ISO instant, or null. */
  nextDue(): Promise<string | null>;
  /** Looks again at every computer's condition. */
  lookAtAll(): Promise<void>;
  /** Resolves when everything announced so far was judged and committed. */
  idle(): Promise<void>;
  /** Ends after the work in hand; what is left is judged after the next start. */
  stop(): Promise<void>;
}

/** The cursor is moved at least after so many observations that changed nothing. */
const longestUncommitted = 50;

/**
 * Makes the pipeline. Its order is the order of storing; each observation's effects and the cursor behind it are one
 * commit, and every identifier in it follows from the observation: power may fail at any line and the repeat after the
 * next start has no second effect.
 */
export function createPipeline(deps: PipelineDeps): Pipeline {
  const { store, log, now } = deps;
  const surroundings = createSurroundings(store, deps.policy);
  const routes = createRouteWriter({ surroundings, receiptChannel: deps.receiptChannel });
  const cases = createCaseWriter({ incidents: store.incidents, routes });
  const conditions = createConditionWork({ store, cases, surroundings, isConnected: deps.isConnected });
  const dueWork = createDueWork({
    store,
    routes,
    conditions,
    commit,
    inTurn: (work) => worker.inTurn(work),
  });
  const observationWork = createObservationWork(store, cases, conditions, deps.vendorOf);
  const queue = createObservationQueue(store.observations);
  const acts = createActs({
    store,
    surroundings,
    routes,
    now,
    committed: (effects, networksChanged) => publish(effects, networksChanged, null),
  });
  const worker = createWorker({
    queue,
    log,
    judge,
    passOver,
    retryMs: deps.retryMs ?? { first: 500, longest: 30_000 },
  });
  let judged = 0;
  let committed = 0;

  const tell = (topic: StreamEvent["topic"], id: string | null, arrivedAt: string | null): void =>
    deps.publish({ topic, id, at: now().toString(), arrivedAt });

  function publish(effects: Effects, networksChanged: boolean, arrivedAt: string | null): void {
    for (const id of new Set(effects.incidentEvents.map((event) => event.incidentId)))
      tell("incidents", id, arrivedAt);
    if (effects.media.length > 0) tell("usb-devices", null, arrivedAt);
    if (effects.lanDevices.length > 0) tell("lan-devices", null, arrivedAt);
    if (effects.conditions.length > 0) tell("correctives", null, arrivedAt);
    if (networksChanged) tell("networks", null, arrivedAt);
    if (effects.deliveries.length > 0) deps.deliveriesDue?.();
  }

  async function commit(draft: Draft): Promise<void> {
    const effects = draft.effects(null);
    if (effects === null) return;
    await store.effects.apply(effects);
    publish(effects, draft.networksChanged, null);
  }

  async function judge(observation: StoredObservation): Promise<void> {
    const draft = createDraft(store.incidents);
    await observationWork(draft, observation);
    const effects = draft.effects(observation.ordinal);
    if (effects !== null) {
      await store.effects.apply(effects);
      committed = observation.ordinal;
    }
    for (const done of draft.committed) done();
    judged = observation.ordinal;
    tell("endpoints", observation.endpointId, observation.receivedAt);
    publish(effects ?? noEffects, draft.networksChanged, observation.receivedAt);
    if (judged - committed >= longestUncommitted) await moveCursor();
  }

  /** Moves the cursor alone. Where that fails, only observations that change nothing are judged once more. */
  async function moveCursor(): Promise<void> {
    if (judged <= committed) return;
    try {
      await store.effects.apply({ ...noEffects, cursor: judged });
      committed = judged;
    } catch (error) {
      log.warn({ err: error, cursor: judged }, "The cursor was not moved; it will be with the next effect");
    }
  }

  /** One observation that cannot be judged must not stand in the way of all others; it stays stored and is counted. */
  async function passOver(observation: StoredObservation, error: unknown): Promise<void> {
    judged = observation.ordinal;
    const why = error instanceof Error ? error.message : String(error);
    try {
      await store.refusals.add({
        at: now().toString(),
        endpointId: observation.endpointId,
        peer: "",
        code: "not-judged",
        detail: `${observation.fact} ${String(observation.ordinal)}: ${why}`.slice(0, 500),
      });
    } catch (refused) {
      log.error({ err: refused, ordinal: observation.ordinal }, "The refusal could not be recorded");
    }
  }

  return {
    async start() {
      committed = await store.effects.cursor();
      judged = committed;
      queue.begin(committed);
      worker.begin();
      await worker.idle();
    },
    observed(stored) {
      queue.announce(stored);
      worker.wake();
    },
    idle: () => worker.idle(),
    due: () => dueWork.run(now().toString()),
    nextDue: () => dueWork.next(),
    lookAtAll: () => dueWork.lookAtAll(now().toString()),
    act: (incidentId, acting, act) => worker.inTurn(() => acts.act(incidentId, acting, act)),
    receiveDigest: (acting, scope) => worker.inTurn(() => acts.receiveDigest(acting, scope)),
    gatewayAnswered: (incidentId, acting, planned) =>
      worker.inTurn(() => acts.gatewayAnswered(incidentId, acting, planned)),
    endpointChanged: (endpointId) =>
      worker.inTurn(async () => {
        const draft = createDraft(store.incidents);
        await conditions.step(draft, endpointId, now().toString());
        await commit(draft);
      }),
    peopleChanged: () => worker.inTurn(() => acts.peopleChanged()),
    mediumDecided: (medium, actor) =>
      worker.inTurn(async () => {
        await acts.decided("usb-unregistered", actor, (incident, at) =>
          afterMediumDecision(incident, medium, actor, at),
        );
        tell("usb-devices", medium.id, null);
      }),
    lanDeviceDecided: (device, actor) =>
      worker.inTurn(async () => {
        await acts.decided("lan-unknown", actor, (incident, at) =>
          afterLanDecision(incident, device, actor, at),
        );
        tell("lan-devices", device.id, null);
      }),
    async stop() {
      await worker.stop();
      await moveCursor();
    },
  };
}
