import type { SensorHealth } from "#shared/model/endpoint.ts";
import type { AgentSettings } from "#shared/protocol/messages.ts";

/** What the uplink needs to know of the agent, and what it tells it. */
export interface UplinkHost {
  health(): readonly SensorHealth[];
  /** The collector's word; comes with each connection and whenever it changes. */
  onSettings(settings: AgentSettings): void;
  /** The collector took this agent in; called at each connection. */
  onConnected(): void;
  /** The collector knows less than it once acknowledged: it was restored from an older copy. */
  onForgotten(): void;
}

/** Carries the outbox to the collector, for as long as it lives. */
export interface Uplink {
  /** Runs until `signal` fires; never rejects. */
  run(signal: AbortSignal): Promise<void>;
  /** `host:port`, best first; taken at the next connection. */
  readonly setAddresses: (addresses: readonly string[]) => void;
  /** Resolves when nothing waits any more, when there is no connection, or when `signal` fires. */
  drained(signal: AbortSignal): Promise<void>;
}
