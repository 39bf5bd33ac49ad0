import type { Log } from "#collector/http/port.ts";
import type { Message, Notifier, SendOutcome } from "#collector/notify/port.ts";
import type { Delivery, Store } from "#collector/storage/port.ts";
import type { StreamEvent } from "#shared/api/schemas.ts";
import type { IncidentEvent } from "#shared/model/incident.ts";
import { createComposer, type ComposeDeps } from "./deliverer-compose.ts";
import { pause } from "../pause.ts";
import { derivedId, machineActor } from "../pipeline/draft.ts";

export interface DelivererDeps extends Omit<ComposeDeps, "store"> {
  readonly store: ComposeDeps["store"] & Pick<Store, "notifications">;
  readonly notifiers: readonly Notifier[];
  readonly now: () => Temporal.Instant;
  readonly log: Log;
  readonly publish: (event: StreamEvent) => void;
  /** A number from 0 up to 1, for the jitter. */
  readonly random: () => number;
  /** Waits, or ends early when `signal` fires; replaced by tests that move time. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Sends what is due, one at a time on each channel, until it is sent or given up. */
export interface Deliverer {
  start(): void;
  /** Something new may be due. */
  wake(): void;
  /** Tries everything that is due now, once, and resolves; rejects only when the queue cannot be read. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

const firstBackOffSeconds = 30;
const longestBackOffSeconds = 3600;
/** A notice that nobody could be given in this time is given up; it stands on the case's record. */
const giveUpAfter = { hours: 72 } as const;
/** The clock is looked at again at least so often, since a suspended computer's timers sleep with it. */
const longestSleepMs = 60_000;
const longestSendMs = 120_000;
const atOnce = 50;
/** Forgetting a hold costs one early try; remembering without end would cost the collector's memory. */
const mostHolds = 1000;

/** A notice that the carrier took and the store does not know of yet. */
interface Unrecorded {
  readonly delivery: Delivery;
  readonly reference: string;
  readonly personName: string;
  /** When the carrier took it. */
  readonly at: string;
}

/** A delivery that threw, and is left alone for a while so that it holds up no other. */
interface Hold {
  readonly failures: number;
  readonly until: Temporal.Instant;
}

/** Seconds until the next try after `attempts` failed ones: doubled each time, between half and the whole of it. */
export function backOffSeconds(attempts: number, random: number): number {
  const full = Math.min(
    longestBackOffSeconds,
    firstBackOffSeconds * 2 ** Math.min(Math.max(0, attempts - 1), 20),
  );
  return Math.max(firstBackOffSeconds, Math.round(full * (0.5 + random / 2)));
}

/**
 * Makes the deliverer. The queue is the store's: what was not sent before a stop is sent after the next start, and only
 * one in flight, or sent while the store could not be written, can go out twice over a power failure, both times under
 * the same id.
 */
export function createDeliverer(deps: DelivererDeps): Deliverer {
  const { store, now, log } = deps;
  const wait = deps.wait ?? pause;
  const compose = createComposer({ ...deps, store });
  const channels = new Map(deps.notifiers.map((notifier) => [notifier.channel, notifier]));
  const unrecorded = new Map<string, Unrecorded>();
  const holds = new Map<string, Hold>();
  const stopping = new AbortController();
  let woken = new AbortController();
  let loop: Promise<void> | null = null;
  let draining: Promise<void> | null = null;

  async function send(delivery: Delivery, message: Message): Promise<SendOutcome> {
    const notifier = channels.get(delivery.channel);
    if (notifier === undefined)
      return { ok: false, retry: true, reason: `通知手段「${delivery.channel}」が設定されていません` };
    const limit = AbortSignal.any([stopping.signal, AbortSignal.timeout(longestSendMs)]);
    return notifier.send(message, limit);
  }

  async function record(
    delivery: Delivery,
    state: Delivery["state"],
    dueAt: string,
    reason: string,
    personName: string,
    outcome: "sent" | "failed" | "not-sent" | null,
    at = now().toString(),
  ): Promise<void> {
    const { about } = delivery;
    const event: IncidentEvent | null =
      outcome === null || about.kind !== "incident"
        ? null
        : {
            id: derivedId("ev", delivery.id, delivery.attempts + 1, outcome),
            incidentId: about.id,
            at,
            recordedAt: now().toString(),
            actor: machineActor,
            change: {
              type: "notified",
              personId: delivery.personId,
              personName,
              channel: delivery.channel,
              outcome,
              reason: reason.slice(0, 500),
            },
          };
    const lastError = state === "sent" ? null : reason.slice(0, 500);
    await store.notifications.attempted(delivery.id, { state, dueAt, lastError, at }, event);
    if (event !== null) deps.publish({ topic: "incidents", id: event.incidentId, at, arrivedAt: null });
  }

  async function recordSent({ delivery, reference, personName, at }: Unrecorded): Promise<void> {
    await record(delivery, "sent", delivery.dueAt, reference, personName, "sent", at);
    unrecorded.delete(delivery.id);
  }

  /** Records what was sent while the store refused; one line in the log for all, since a full disk refuses each. */
  async function settle(): Promise<void> {
    const errors: unknown[] = [];
    for (const taken of unrecorded.values())
      await recordSent(taken).catch((error: unknown) => errors.push(error));
    if (errors.length > 0)
      log.error(
        { err: errors[0], deliveries: [...unrecorded.keys()].slice(0, atOnce), count: errors.length },
        "Notices were sent and still cannot be recorded; they are not sent again, recording is tried again",
      );
  }

  function hold(id: string): void {
    const failures = (holds.get(id)?.failures ?? 0) + 1;
    holds.delete(id);
    holds.set(id, { failures, until: now().add({ seconds: backOffSeconds(failures, deps.random()) }) });
    const [oldest] = holds.keys();
    if (holds.size > mostHolds && oldest !== undefined) holds.delete(oldest);
  }

  /** Seconds that a delivery is still left alone; a clock that was set back must not stretch them. */
  function heldSeconds({ until }: Hold): number {
    const left = now().until(until).total("seconds");
    return left > longestBackOffSeconds ? 0 : Math.max(0, left);
  }

  function isFree({ id }: Delivery): boolean {
    const held = holds.get(id);
    return !unrecorded.has(id) && (held === undefined || heldSeconds(held) === 0);
  }

  /** One try that never throws: a delivery that cannot be handled must not stand in the way of those behind it. */
  async function attemptAlone(delivery: Delivery): Promise<void> {
    try {
      await attempt(delivery);
      holds.delete(delivery.id);
    } catch (error) {
      const about = { err: error, delivery: delivery.id, channel: delivery.channel };
      if (unrecorded.has(delivery.id)) {
        holds.delete(delivery.id);
        log.error(about, "A notice was sent and could not be recorded; only the recording is tried again");
        return;
      }
      hold(delivery.id);
      log.error(about, "A notice could not be handled; it is tried again later, the others go on");
    }
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const composed = await compose(delivery);
    if (!composed.ok) {
      await record(delivery, "failed", delivery.dueAt, composed.reason, composed.personName, "not-sent");
      return;
    }
    const { personName } = composed;
    const outcome = await send(delivery, composed.message);
    // Broken off by our own stop: no failure of the carrier, and still due after the next start.
    if (!outcome.ok && stopping.signal.aborted) return;
    if (outcome.ok) {
      const taken = { delivery, reference: outcome.reference, personName, at: now().toString() };
      // Before the store is asked: if it refuses, the person must not get the same mail again with every try.
      unrecorded.set(delivery.id, taken);
      await recordSent(taken);
      return;
    }
    const age = Temporal.Instant.from(delivery.createdAt).add(giveUpAfter);
    const final = !outcome.retry || Temporal.Instant.compare(now(), age) >= 0;
    log.warn(
      { delivery: delivery.id, channel: delivery.channel, final },
      `A notice was not sent: ${outcome.reason}`,
    );
    if (final) {
      await record(delivery, "failed", delivery.dueAt, outcome.reason, personName, "failed");
      return;
    }
    const seconds = backOffSeconds(delivery.attempts + 1, deps.random());
    const next = now().add({ seconds }).toString();
    // Three days of the same sentence would bury the case's record: it is told when it is new.
    const news = delivery.lastError === outcome.reason.slice(0, 500) ? null : "failed";
    await record(delivery, "waiting", next, outcome.reason, personName, news);
  }

  async function drainOnce(): Promise<void> {
    await settle();
    const tried = new Set<string>();
    while (!stopping.signal.aborted) {
      // Those left alone are still due in the store, and must not fill the page.
      const page = atOnce + holds.size + unrecorded.size;
      const due = (await store.notifications.due(now().toString(), page)).filter(
        (one) => !tried.has(one.id) && isFree(one),
      );
      if (due.length === 0) return;
      const lanes = Map.groupBy(due, (delivery) => delivery.channel);
      await Promise.all(
        [...lanes.values()].map(async (lane) => {
          for (const delivery of lane) {
            tried.add(delivery.id);
            if (!stopping.signal.aborted) await attemptAlone(delivery);
          }
        }),
      );
    }
  }

  /** Two drains at once would send the same notice twice. */
  function drain(): Promise<void> {
    draining ??= drainOnce().finally(() => {
      draining = null;
    });
    return draining;
  }

  async function sleepMs(): Promise<number> {
    const next = await store.notifications.nextDue();
    if (next === null) return longestSleepMs;
    const left = now().until(Temporal.Instant.from(next)).total("milliseconds");
    // What is overdue was just tried and left alone; the store cannot tell what comes after it.
    if (left <= 0 && holds.size + unrecorded.size > 0) {
      const seconds = Math.min(firstBackOffSeconds, ...[...holds.values()].map(heldSeconds));
      return Math.max(1000, Math.ceil(seconds * 1000));
    }
    // Not zero: what is due and was just tried must not be tried in a circle.
    return Math.min(longestSleepMs, Math.max(1000, Math.ceil(left)));
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      woken = new AbortController();
      let sleep = longestSleepMs;
      try {
        await drain();
        sleep = await sleepMs();
      } catch (error) {
        log.error({ err: error }, "Notices could not be read; trying again");
        sleep = firstBackOffSeconds * 1000;
      }
      await wait(sleep, AbortSignal.any([stopping.signal, woken.signal]));
    }
  }

  return {
    start() {
      loop ??= run();
    },
    wake() {
      woken.abort();
    },
    drain,
    async stop() {
      stopping.abort();
      await loop;
      await draining?.catch((error: unknown) =>
        log.error({ err: error }, "The last notices could not be read"),
      );
      // The last chance: after the next start nobody would know that these were sent.
      await settle();
    },
  };
}
