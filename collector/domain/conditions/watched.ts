import type { EndpointState } from "#shared/model/endpoint.ts";
import type { ComputerSubject } from "./subject.ts";

const left: ReadonlySet<EndpointState> = new Set(["replaced", "retired", "excluded", "revoked"]);

/** Whether a computer in this state is part of the watch: counted, and judged by rules. */
export const isWatched = (state: EndpointState): boolean => !left.has(state);

/** Whether people know that this computer may be out of reach: 休止 or 持出し中. */
export const isExpectedAway = (state: EndpointState): boolean => state === "resting" || state === "taken-out";

/** Whether the policy makes a 事案 of anything found on it: a server that holds 分類Ⅰ. */
export const holdsClassOne = ({ endpoint }: Pick<ComputerSubject, "endpoint">): boolean =>
  endpoint.kind === "server" && endpoint.assetClass === "1";
