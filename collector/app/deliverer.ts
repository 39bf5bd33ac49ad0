import type { Log } from "#collector/http/port.ts";
import type { Message, Notifier, SendOutcome } from "#collector/notify/port.ts";
import type { Delivery, Store } from "#collector/storage/port.ts";
import type { StreamEvent } from "#shared/api/schemas.ts";
import type { IncidentEvent } from "#shared/model/incident.ts";
import { createComposer, type ComposeDeps } from "./deliverer-compose.ts";
import { pause } from "./pause.ts";
import { machineActor } from "./pipeline-cases.ts";
import { derivedId } from "./pipeline-draft.ts";

export interface DelivererDeps {
  readonly store: ComposeDeps["store"] & Pick<Store, "notifications">;
  readonly notifiers: readonly Notifier[];
  /** The address that a phone outside can open, or null. */
  readonly publicUrl: string | null;
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
  /** Tries everything that is due now, once, and resolves. */
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
 * the one in flight when the power failed can go out twice, both times under the same id.
 */
export function createDeliverer(deps: DelivererDeps): Deliverer {
  const { store, now, log } = deps;
  const wait = deps.wait ?? pause;
  const compose = createComposer({ store, publicUrl: deps.publicUrl });
  const channels = new Map(deps.notifiers.map((notifier) => [notifier.channel, notifier]));
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
  ): Promise<void> {
    const at = now().toString();
    const event: IncidentEvent | null =
      outcome === null
        ? null
        : {
            id: derivedId("ev", delivery.id, delivery.attempts + 1, outcome),
            incidentId: delivery.incidentId,
            at,
            recordedAt: at,
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
    if (event !== null) deps.publish({ topic: "incidents", id: delivery.incidentId, at, arrivedAt: null });
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
      await record(delivery, "sent", delivery.dueAt, outcome.reference, personName, "sent");
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
    const tried = new Set<string>();
    while (!stopping.signal.aborted) {
      const due = (await store.notifications.due(now().toString(), atOnce)).filter(
        (one) => !tried.has(one.id),
      );
      if (due.length === 0) return;
      const lanes = Map.groupBy(due, (delivery) => delivery.channel);
      await Promise.all(
        [...lanes.values()].map(async (lane) => {
          for (const delivery of lane) {
            tried.add(delivery.id);
            if (!stopping.signal.aborted) await attempt(delivery);
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
        log.error({ err: error }, "Notices could not be read or recorded; trying again");
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
        log.error({ err: error }, "The last notice could not be recorded"),
      );
    },
  };
}
