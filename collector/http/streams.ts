import type { FastifyReply, FastifyRequest } from "fastify";
import type { Policy } from "#shared/model/policy.ts";
import type { Authenticator } from "./identity/authenticate.ts";
import type { Principal } from "./identity/principal.ts";
import { commonHeaders } from "./headers.ts";
import { heardBy } from "./hearing.ts";
import { permissions, refusal } from "./permissions.ts";
import type { Log, NumberedEvent, StreamHub, StreamSubscription } from "./port.ts";
import { busy, Problem, tooMany } from "./problems.ts";
import { isoText } from "./times.ts";

/** The board must notice a stopped stream within five seconds: two beats may be lost. */
const beatMilliseconds = 2000;
/**
 * What may wait for one slow page, in bytes: room for the whole ring, which a page that comes back is told at once.
 * Beyond it the page is cut off and catches up by itself.
 */
const waitingAtMost = 524_288;
/** A page that took nothing in this many beats is gone without having said so. */
const silentBeatsAtMost = 10;
const streamsPerPrincipal = 20;
const streamsAtMost = 200;

interface Client {
  principal: Principal;
  readonly key: string;
  readonly reply: FastifyReply;
  subscription: StreamSubscription | null;
  checking: boolean;
  silentBeats: number;
}

export interface Streams {
  /** Takes over the request and tells it what changes until it leaves or may no longer hear. */
  open(request: FastifyRequest, reply: FastifyReply, principal: Principal): void;
  count(): number;
  /** Ends every stream. */
  close(): void;
}

const keyOf = (principal: Principal): string => {
  if (principal.kind === "person") return principal.sessionHash;
  return principal.kind === "token" ? principal.token.id : "";
};

const frame = (type: string, id: string, data: object): string =>
  `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;

export function createStreams(deps: {
  readonly hub: StreamHub;
  readonly authenticator: Authenticator;
  readonly now: () => Temporal.Instant;
  readonly log: Log;
  readonly policy: Policy;
  readonly beatEveryMilliseconds?: number;
}): Streams {
  const { hub, authenticator, now, log, policy } = deps;
  const clients = new Set<Client>();
  let timer: NodeJS.Timeout | null = null;

  function leave(client: Client): void {
    client.subscription?.unsubscribe();
    clients.delete(client);
    if (clients.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  }

  function cut(client: Client, why: string): void {
    leave(client);
    client.reply.raw.destroy();
    log.info({ why }, "a live stream was cut");
  }

  function write(client: Client, text: string): void {
    const { raw } = client.reply;
    if (raw.destroyed || raw.writableEnded) return;
    if (raw.writableLength + text.length > waitingAtMost) cut(client, "slow");
    else raw.write(text);
  }

  function tell(client: Client, { id, event }: NumberedEvent): void {
    const heard = heardBy(client.principal, event, policy);
    if (heard !== null) write(client, frame("change", id, heard));
  }

  const beatFrame = (): string => frame("beat", hub.position(), { at: isoText(now()) });

  /** Asks anew whether this page may still hear; where that cannot be asked, it may not. */
  async function beat(client: Client): Promise<void> {
    if (client.checking) return;
    client.checking = true;
    try {
      const principal = await authenticator.again(client.principal);
      if (principal === null || refusal(permissions.getStream, principal, policy) !== null) {
        leave(client);
        client.reply.raw.end();
        return;
      }
      client.principal = principal;
      client.silentBeats = client.reply.raw.writableLength > 0 ? client.silentBeats + 1 : 0;
      if (client.silentBeats > silentBeatsAtMost) cut(client, "silent");
      else write(client, beatFrame());
    } catch (error) {
      log.warn({ err: error }, "a live stream ended because its session could not be looked up");
      cut(client, "unchecked");
    } finally {
      client.checking = false;
    }
  }

  function admit(principal: Principal): string {
    const key = keyOf(principal);
    if (clients.size >= streamsAtMost) throw busy();
    let own = 0;
    for (const client of clients) if (client.key === key) own += 1;
    if (own >= streamsPerPrincipal) throw tooMany(10);
    return key;
  }

  return {
    open(request, reply, principal) {
      const key = admit(principal);
      const header = request.headers["last-event-id"];
      if (typeof header === "string" && header.length > 100) {
        throw new Problem(400, "bad-request", {
          en: "The header Last-Event-ID is not one of ours.",
          ja: "Last-Event-ID ヘッダーが正しくありません。",
        });
      }
      reply.hijack();
      const client: Client = { principal, key, reply, subscription: null, checking: false, silentBeats: 0 };
      clients.add(client);
      const { raw } = reply;
      raw.on("close", () => leave(client));
      raw.on("error", () => leave(client));
      raw.writeHead(200, {
        ...commonHeaders(request),
        "content-type": "text/event-stream; charset=utf-8",
        "x-accel-buffering": "no",
      });
      write(client, "retry: 1000\n\n");
      const lastEventId = typeof header === "string" && header !== "" ? header : null;
      const subscription = hub.subscribe(lastEventId, (numbered) => tell(client, numbered));
      client.subscription = subscription;
      if (subscription.missed === null) {
        write(client, frame("reset", subscription.position, { at: isoText(now()) }));
      } else {
        for (const numbered of subscription.missed) tell(client, numbered);
      }
      write(client, beatFrame());
      if (!clients.has(client)) subscription.unsubscribe();
      timer ??= setInterval(() => {
        for (const one of clients) void beat(one);
      }, deps.beatEveryMilliseconds ?? beatMilliseconds).unref();
    },
    count: () => clients.size,
    close() {
      for (const client of clients) {
        leave(client);
        client.reply.raw.end();
      }
    },
  };
}
