import { explain, type Log } from "../core/log.ts";
import type { Outbox } from "../core/outbox.ts";
import type { Uplink } from "../core/uplink.ts";
import { createBackoff } from "./uplink-backoff.ts";
import { runSession, type SessionDeps, type SessionEnd, sessionTimes } from "./uplink-session.ts";
import { openSocket, type TlsSessions } from "./uplink-socket.ts";

export interface UplinkOptions extends Omit<SessionDeps, "times" | "batchSize"> {
  /** `host:port`, best first. */
  readonly addresses: readonly string[];
  readonly times?: SessionDeps["times"];
  /** A number from 0 up to 1. */
  readonly random?: () => number;
  /** Shortest and longest delay between connections, in milliseconds. */
  readonly backoff?: { readonly shortestMs: number; readonly longestMs: number };
  /** Delay after a refusal that needs a person, in milliseconds. */
  readonly refusedMs?: number;
}

/** A connection that held for so long was a good one. */
const stableMs = 60_000;
const refusedMs = 600_000;
/** Times the collector may stumble over one single observation before it is left out. */
const patience = 3;
/** Refusals that speak of what was sent, not of who sent it. */
const aboutContent: ReadonlySet<string> = new Set([
  "bad-frame",
  "too-large",
  "bad-observation",
  "bad-sequence",
]);

export function createUplink(options: UplinkOptions): Uplink {
  const { outbox, clock, log } = options;
  const sessions: TlsSessions = new Map();
  const backoff = createBackoff(
    options.random ?? Math.random,
    options.backoff?.shortestMs,
    options.backoff?.longestMs,
  );
  const frames = createFrameSize(outbox, log);
  let addresses = options.addresses;
  let next = 0;
  let told = "";
  const state = { connected: false };
  const host = {
    ...options.host,
    onConnected(): void {
      state.connected = true;
      options.host.onConnected();
    },
  };

  async function connectOnce(address: string, signal: AbortSignal): Promise<SessionEnd> {
    try {
      const socket = openSocket(address, options.identity, sessions);
      const deps = { ...options, host, times: options.times ?? sessionTimes, batchSize: frames.size };
      return await runSession(socket, deps, signal);
    } catch (error) {
      const nothing = { fatal: false, refusal: null, connectedMs: 0, progressed: false };
      return { why: "lost", reason: explain(error), ...nothing };
    }
  }

  /** The same trouble is told once, not at every try. */
  function tell(address: string, end: SessionEnd): void {
    const now = `${end.why} ${end.reason}`;
    if (now === told) return;
    told = now;
    const hint = hintFor(end.reason);
    if (end.fatal) {
      log(
        "error",
        `the collector refuses this computer (${end.reason}); ask 情報管理者, trying again in 10 minutes`,
      );
    } else if (end.why !== "again") {
      log("warn", `not connected to ${address}: ${end.reason}${hint}`, { waiting: outbox.pending() });
    }
  }

  return {
    async run(signal) {
      while (!signal.aborted) {
        const address = addresses[next % Math.max(1, addresses.length)];
        if (address === undefined) {
          log("error", "no address of the collector is known; enrol again or set collector.addresses");
          await clock.wait(options.refusedMs ?? refusedMs, signal);
          continue;
        }
        const end = await connectOnce(address, signal);
        state.connected = false;
        if (end.why === "stopped") return;
        await frames.judge(end);
        if (end.connectedMs > 0) told = "";
        tell(address, end);
        if (end.connectedMs >= stableMs) backoff.reset();
        if (end.why === "again") {
          sessions.clear();
          await clock.wait(200, signal);
          continue;
        }
        if (end.fatal) {
          await clock.wait(options.refusedMs ?? refusedMs, signal);
          continue;
        }
        // Every address is tried before the pause: a collector that moved is found at once.
        if (end.connectedMs === 0) next += 1;
        if (end.connectedMs > 0 || next % Math.max(1, addresses.length) === 0) {
          await clock.wait(backoff.next(), signal);
        }
      }
    },
    setAddresses(list) {
      if (list.length === 0 || JSON.stringify(list) === JSON.stringify(addresses)) return;
      addresses = list;
      next = 0;
    },
    async drained(signal) {
      while (state.connected && outbox.pending() > 0 && !signal.aborted) await clock.wait(20, signal);
    },
  };
}

/** Says what a person can do about a failure of TLS. */
function hintFor(reason: string): string {
  if (/not yet valid|has expired/iu.test(reason)) return "; check the clock of this computer";
  if (/self.signed|unable to verify|unable to get|signature failure/iu.test(reason)) {
    return "; this is not the collector this computer was enrolled with";
  }
  return "";
}

/**
 * One observation that the collector stumbles over must not stop all others for ever: after a connection ended over
 * the content without progress, frames become smaller, and one that fails alone is left out, which is told.
 */
function createFrameSize(outbox: Outbox, log: Log) {
  let size = Number.MAX_SAFE_INTEGER;
  let failures = 0;
  return {
    size: () => size,
    async judge(end: SessionEnd): Promise<void> {
      if (end.progressed) {
        size = Number.MAX_SAFE_INTEGER;
        failures = 0;
        return;
      }
      if (end.refusal === null || !aboutContent.has(end.refusal)) return;
      size = size > 500 ? 100 : Math.max(1, Math.floor(size / 10));
      if (size > 1) return;
      failures += 1;
      if (failures <= patience) return;
      failures = 0;
      try {
        const poison = outbox.peek(outbox.acknowledged(), 1, 1)[0];
        if (poison) await outbox.setAside(poison.seq, `the collector cannot take it (${end.refusal})`);
      } catch (error) {
        log("error", "an observation could not be left out", { reason: explain(error) });
      }
    },
  };
}
