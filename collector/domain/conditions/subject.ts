import type { LatestFact } from "#shared/api/schemas.ts";
import type { Gap } from "#shared/model/attendance.ts";
import type { Endpoint } from "#shared/model/endpoint.ts";

/** A computer as the register keeps it. */
export type Computer = Omit<Endpoint, "connected"> & { readonly siteId: string };

/** Everything that conditions of one computer are judged by; all of it as of the moment judged. */
export interface ComputerSubject {
  readonly endpoint: Computer;
  /** The latest reading of each fact, by the fact's name. */
  readonly facts: Readonly<Record<string, LatestFact>>;
  readonly connected: boolean;
  /** Gaps of this computer's agent in the last 60 days, by beginning; the open one last. */
  readonly gaps: readonly Gap[];
  /** When each pending update was first seen anywhere, by `updateKey`. */
  readonly firstSeen: ReadonlyMap<string, string>;
  /** When another computer last saw one of its cards on a watched network, or null. */
  readonly macSeenAt: string | null;
}
