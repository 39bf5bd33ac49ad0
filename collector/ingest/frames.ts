import { z } from "zod";
import { epoch } from "#shared/model/observation.ts";
import {
  heartbeat,
  hello,
  maxBatch,
  protocolVersion,
  renew,
  type RefusalCode,
} from "#shared/protocol/messages.ts";
import { firstFault } from "./check.ts";

/** A batch whose observations are still to be checked one by one, so that a faulty one does not stall the others. */
const openBatch = z.strictObject({
  type: z.literal("batch"),
  epoch,
  observations: z.array(z.unknown()).min(1).max(maxBatch),
});
export type OpenBatch = z.infer<typeof openBatch>;

const frame = z.discriminatedUnion("type", [hello, openBatch, heartbeat, renew]);
export type AgentFrame = z.infer<typeof frame>;
const frameTypes: ReadonlySet<unknown> = new Set(["hello", "batch", "heartbeat", "renew"]);

export type FrameReading =
  | { readonly ok: true; readonly frame: AgentFrame }
  | {
      readonly ok: false;
      readonly code: RefusalCode;
      readonly detail: string;
      /** Whether observations may have been in it: going on would leave a gap that a later acknowledgement hides. */
      readonly mayHoldObservations: boolean;
    };

const fault = (code: RefusalCode, detail: string, mayHoldObservations = false): FrameReading => ({
  ok: false,
  code,
  detail,
  mayHoldObservations,
});

/** The protocol versions served: the current one and the one before. */
const isServed = (version: number): boolean =>
  version >= 1 && version <= protocolVersion && version >= protocolVersion - 1;

/** Says which side is old. */
const versionSentence = (version: number): string =>
  version > protocolVersion
    ? `The collector is older than the agent (it speaks protocol ${String(protocolVersion)}, the agent ${String(version)}): update the collector.`
    : `The agent is too old (it speaks protocol ${String(version)}, the collector ${String(protocolVersion)}): update the agent.`;

/** Reads one text frame of an agent. Never throws. */
export function readFrame(text: string): FrameReading {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    // The parser's own message quotes the frame; what was refused is told without it.
    return fault("bad-frame", "not JSON", true);
  }
  if (typeof raw !== "object" || raw === null || !("type" in raw)) return fault("bad-frame", "no type", true);
  if (!frameTypes.has(raw.type)) return fault("unknown-type", "a type of frame that is not known here");
  if (
    raw.type === "hello" &&
    "protocol" in raw &&
    typeof raw.protocol === "number" &&
    !isServed(raw.protocol)
  ) {
    return fault("protocol-version", versionSentence(raw.protocol));
  }
  const parsed = frame.safeParse(raw);
  if (parsed.success) return { ok: true, frame: parsed.data };
  return fault("bad-frame", `${String(raw.type)}: ${firstFault(parsed.error)}`, raw.type === "batch");
}
