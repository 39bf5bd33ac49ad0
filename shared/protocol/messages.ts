import { z } from "zod";
import { foreignText, id, instant, mac } from "../model/common.ts";
import { platform, sensorHealth } from "../model/endpoint.ts";
import { epoch, observation } from "../model/observation.ts";

/** Version of the agent protocol; the collector serves this one and the one before. */
export const protocolVersion = 1;
/** The WebSocket path and subprotocol of the agents' port. */
export const agentPath = "/agent";
export const agentSubprotocol = "hinomi.v1";
/** Largest frame either side accepts, in bytes. */
export const maxFrameBytes = 1_048_576;
/** Most observations in one batch. */
export const maxBatch = 500;

/** A network the agent may look at; how it is recognised is evidence, not identity. */
export const networkSetting = z.object({
  id,
  subnets: z.array(z.string().max(50)).max(20),
  gatewayMacs: z.array(mac).max(20),
  sweep: z.boolean().describe("Whether this agent asks every address from time to time."),
});
export type NetworkSetting = z.infer<typeof networkSetting>;

/**
 * What the collector tells an agent to do. A message on the socket, not a call. An older agent passes over what a newer
 * collector adds.
 */
export const agentSettings = z.object({
  version: z.number().int().nonnegative(),
  networks: z.array(networkSetting).max(50).describe("監視対象ネットワーク; nothing else is looked at."),
  proposeNetworks: z
    .boolean()
    .describe("Whether unknown networks are offered; only the collector's own host is asked."),
  addresses: z.array(z.string().max(300)).max(10).describe("host:port of the collector, best first."),
});
export type AgentSettings = z.infer<typeof agentSettings>;

export const hello = z.strictObject({
  type: z.literal("hello"),
  protocol: z.number().int().positive(),
  agentVersion: z.string().max(40),
  epoch,
  hostname: foreignText(253),
  platform,
  kind: z.enum(["terminal", "server"]),
  facts: z.record(z.string().max(40), z.number().int().positive()),
  sentAt: instant,
});

export const batch = z.strictObject({
  type: z.literal("batch"),
  epoch,
  observations: z.array(observation).min(1).max(maxBatch),
});

export const heartbeat = z.strictObject({
  type: z.literal("heartbeat"),
  sentAt: instant,
  pending: z.number().int().nonnegative().describe("Observations waiting in the outbox."),
  sensors: z.array(sensorHealth).max(40),
  clockOffsetMs: z
    .number()
    .nullable()
    .describe("The device's clock minus the collector's, from the last exchange."),
});

export const renew = z.strictObject({
  type: z.literal("renew"),
  csr: z.string().max(8192).describe("A PKCS#10 request in PEM, for the key the device keeps."),
});

/** Frames an agent sends. */
export const agentMessage = z.discriminatedUnion("type", [hello, batch, heartbeat, renew]);
export type AgentMessage = z.infer<typeof agentMessage>;
export type Hello = z.infer<typeof hello>;
export type Batch = z.infer<typeof batch>;
export type Heartbeat = z.infer<typeof heartbeat>;

export const welcome = z.object({
  type: z.literal("welcome"),
  protocol: z.number().int().positive(),
  endpointId: id,
  time: instant.describe("The collector's clock."),
  highWater: z
    .number()
    .int()
    .nonnegative()
    .describe("Highest sequence number stored for the agent's epoch; 0 for none."),
  window: z
    .number()
    .int()
    .positive()
    .describe("Most observations that may be under way without acknowledgement."),
  heartbeatSeconds: z.number().int().positive(),
  settings: agentSettings,
});

export const ack = z.object({
  type: z.literal("ack"),
  epoch,
  seq: z
    .number()
    .int()
    .nonnegative()
    .describe("Everything up to this number is stored or was refused for good."),
});

export const settingsMessage = z.object({ type: z.literal("settings"), settings: agentSettings });

export const time = z.object({
  type: z.literal("time"),
  echo: instant.describe("The `sentAt` of the heartbeat this answers."),
  received: instant,
  sent: instant,
});

export const certificate = z.object({
  type: z.literal("certificate"),
  certificate: z.string().max(16_384).describe("The new certificate in PEM."),
  ca: z.string().max(16_384).describe("The authority's certificate in PEM."),
});

/** Why a frame or a connection was refused. `fatal` means: do not come back before a person did something. */
export const refusalCode = z.enum([
  "bad-frame",
  "too-large",
  "unknown-type",
  "protocol-version",
  "not-enrolled",
  "revoked",
  "wrong-certificate",
  "replayed",
  "bad-sequence",
  "clock-nonsense",
  "bad-observation",
  "too-fast",
  "no-hello",
  "bad-csr",
  "unavailable",
]);
export type RefusalCode = z.infer<typeof refusalCode>;
export const refused = z.object({
  type: z.literal("refused"),
  code: refusalCode,
  message: z.string().max(500),
  fatal: z.boolean(),
});

/** Frames the collector sends; an agent ignores a type it does not know. */
export const collectorMessage = z.discriminatedUnion("type", [
  welcome,
  ack,
  settingsMessage,
  time,
  certificate,
  refused,
]);
export type CollectorMessage = z.infer<typeof collectorMessage>;
export type Welcome = z.infer<typeof welcome>;

/** Largest distance of `at` into the future that is believed, in seconds; further is clock nonsense. */
export const maxFutureSeconds = 172_800;

/**
 * WebSocket close codes of the agents' port: `stopping` and `unavailable` mean come back with jitter, `replaced` that
 * another connection of the same computer took over, `refused` that a `refused` message said why.
 */
export const closeCodes = {
  stopping: 1001,
  tooLarge: 1009,
  unavailable: 1013,
  replaced: 4000,
  refused: 4001,
} as const;
