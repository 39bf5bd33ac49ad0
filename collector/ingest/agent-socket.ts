import { createServer, type Server } from "node:https";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocketServer } from "ws";
import { agentSubprotocol, closeCodes, maxFrameBytes } from "#shared/protocol/messages.ts";
import { createAgentConnection, type AgentConnection } from "./agent-connection.ts";
import { createConversation, type ConversationDeps } from "./conversation.ts";
import { agentLimits, type AgentLimits } from "./limits.ts";
import { createDoor } from "./door.ts";
import type { AgentListener, Authority } from "./port.ts";
import { createRefusalRecorder } from "./refusals.ts";
import type { RefusalStore } from "#collector/storage/port.ts";
import { createThrottle, type Throttle } from "./throttle.ts";

export interface AgentListenerDeps extends Omit<ConversationDeps, "limits" | "connections"> {
  readonly authority: Authority;
  readonly refusals: RefusalStore;
  /** Only those that differ from {@link agentLimits}. */
  readonly limits?: Partial<AgentLimits>;
}

/** Pings are spread over this many moments of a round, so that thousands of agents are never asked at once. */
const pingSlots = 30;
/** Time closing peers have to say goodbye when the port stops, in milliseconds. */
const lastWordMs = 1500;
/** How long an agent may resume its session instead of a full handshake, in seconds. */
const sessionSeconds = 86_400;
const certificateCheckMs = 6 * 3_600_000;
const monotonicMs = (): number => performance.now();

/** The agents' port: TLS 1.3 with client certificates of our own authority, one conversation for each computer. */
export function createAgentListener(deps: AgentListenerDeps): AgentListener {
  const { authority, log, now, onPresence } = deps;
  const limits: AgentLimits = { ...agentLimits, ...deps.limits };
  const refusals = createRefusalRecorder({ store: deps.refusals, log, now });
  const door = createDoor({ authority, refusals, limits, isStopping: () => stopping });
  const throttles = new Map<string, Throttle>();
  /** Every open socket with its ping slot; `greetedBy` has the one that speaks for each computer. */
  const open = new Map<AgentConnection, number>();
  const greetedBy = new Map<string, AgentConnection>();
  const connectedIds = new Set<string>();
  const timers: NodeJS.Timeout[] = [];
  let server: Server | null = null;
  let opened = 0;
  let stopping = false;

  const conversation = createConversation({
    ...deps,
    limits,
    connections: {
      isStopping: () => stopping,
      takeOver(connection) {
        const { endpointId } = connection.identity;
        const former = greetedBy.get(endpointId);
        greetedBy.set(endpointId, connection);
        if (former !== undefined && former !== connection) {
          // Two machines with one copied identity show as a row whose count keeps rising.
          void refusals.add({
            endpointId,
            peer: connection.peer,
            code: "replaced",
            detail: `took over from ${former.peer === connection.peer ? "the same address" : former.peer}`,
          });
          former.close(closeCodes.replaced, "replaced");
        }
      },
      present(connection) {
        const { endpointId } = connection.identity;
        if (greetedBy.get(endpointId) !== connection || connectedIds.has(endpointId)) return;
        connectedIds.add(endpointId);
        tellPresence(endpointId, true);
      },
    },
  });

  function tellPresence(endpointId: string, connected: boolean): void {
    try {
      onPresence(endpointId, connected);
    } catch (error) {
      log.error({ err: error, endpointId }, "presence could not be told");
    }
  }

  /** Kept over reconnects: coming back must not be a way to start with a full bucket. */
  function throttleOf(endpointId: string): Throttle {
    let throttle = throttles.get(endpointId);
    if (throttle === undefined) {
      throttle = createThrottle(limits, monotonicMs);
      throttles.set(endpointId, throttle);
    }
    return throttle;
  }

  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
    maxFragments: 64,
    clientTracking: false,
    autoPong: false,
    handleProtocols: (offered) => (offered.has(agentSubprotocol) ? agentSubprotocol : false),
  });

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    const peer = request.socket.remoteAddress ?? "unknown";
    const identity = door.identify(request, socket);
    if (identity === null) return;
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = createAgentConnection({
        socket: webSocket,
        identity,
        peer,
        limits,
        now,
        log,
        refusals,
        throttle: throttleOf(identity.endpointId),
        handle: (frame, from, receivedAt) => conversation.handle(frame, from, receivedAt),
        closed,
      });
      open.set(connection, opened % pingSlots);
      opened += 1;
    });
  }

  function closed(connection: AgentConnection): void {
    open.delete(connection);
    conversation.ended(connection);
    const { endpointId } = connection.identity;
    if (greetedBy.get(endpointId) !== connection) return;
    greetedBy.delete(endpointId);
    if (connectedIds.delete(endpointId)) tellPresence(endpointId, false);
  }

  async function secureContext() {
    const issued = await authority.issueServer({ names: [], addresses: [] });
    return {
      cert: issued.cert,
      key: issued.key,
      ca: [authority.certificatePem],
      minVersion: "TLSv1.3" as const,
      sessionIdContext: "hinomi-agents",
      sessionTimeout: sessionSeconds,
    };
  }

  function startTimers(listening: Server, used: string): void {
    let slot = 0;
    let certificate = used;
    timers.push(
      setInterval(() => {
        slot = (slot + 1) % pingSlots;
        for (const [connection, own] of open) if (own === slot) connection.ping();
      }, limits.pingMs / pingSlots),
      setInterval(() => {
        renewContext().catch((error: unknown) =>
          log.error({ err: error }, "the agents' port could not renew its certificate"),
        );
      }, certificateCheckMs),
    );

    async function renewContext(): Promise<void> {
      const context = await secureContext();
      // A new context forgets every session ticket, so it is set only when there is something new in it.
      if (context.cert === certificate) return;
      certificate = context.cert;
      listening.setSecureContext(context);
    }
  }

  return {
    async listen({ host, port }) {
      const context = await secureContext();
      const made = createServer(
        {
          ...context,
          requestCert: true,
          rejectUnauthorized: true,
          handshakeTimeout: 10_000,
          headersTimeout: 10_000,
          requestTimeout: 10_000,
          connectionsCheckingInterval: 5000,
          keepAliveTimeout: 1000,
          maxHeaderSize: 8192,
        },
        (_request, response) => {
          response.writeHead(426, { Connection: "close" }).end("This port is for Hinomi's agents only.\n");
        },
      );
      made.maxConnections = limits.connections;
      made.prependListener("connection", (raw) => door.admit(raw));
      made.on("tlsClientError", (error, socket) => door.failed(error, socket));
      made.on("upgrade", upgrade);
      await new Promise<void>((resolve, reject) => {
        made.once("error", reject);
        made.listen(port, host, () => {
          made.off("error", reject);
          resolve();
        });
      });
      made.on("error", (error) => log.error({ err: error }, "the agents' port failed"));
      server = made;
      startTimers(made, context.cert);
    },
    address() {
      const at = server?.address();
      return typeof at === "object" && at !== null ? { host: at.address, port: at.port } : null;
    },
    connected: () => connectedIds,
    pushSettings(endpointId) {
      for (const id of endpointId === undefined ? connectedIds : [endpointId]) {
        const connection = connectedIds.has(id) ? greetedBy.get(id) : undefined;
        if (connection !== undefined) void conversation.sendSettings(connection);
      }
    },
    disconnect(endpointId, reason) {
      // Also those not greeted yet: the answer to their question to the store may be older than this refusal.
      for (const connection of open.keys()) {
        if (connection.identity.endpointId === endpointId) connection.cut("revoked", reason, true);
      }
      throttles.delete(endpointId);
    },
    async stop() {
      stopping = true;
      for (const timer of timers.splice(0)) clearInterval(timer);
      const stopped = server;
      server = null;
      const connections = [...open.keys()];
      for (const connection of connections) connection.close(closeCodes.stopping, "stopping");
      const ended = new AbortController();
      await Promise.race([
        Promise.all([...connections.map((connection) => connection.idle()), conversation.idle()]),
        delay(limits.stopMs, undefined, { signal: ended.signal }).catch(() => undefined),
      ]);
      ended.abort();
      if (stopped === null) return;
      const gone = new Promise<void>((resolve) => stopped.close(() => resolve()));
      const lastWord = setTimeout(() => door.clear(), lastWordMs);
      await gone;
      clearTimeout(lastWord);
      // The sockets' own close events may come later, when nobody can be told any more.
      for (const connection of open.keys()) closed(connection);
    },
  };
}
