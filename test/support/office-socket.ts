import { once } from "node:events";
import { connect } from "node:tls";
import { WebSocket } from "ws";
import type { EnrolResponse } from "#shared/protocol/enrolment.ts";
import {
  agentPath,
  agentSubprotocol,
  collectorMessage,
  type CollectorMessage,
} from "#shared/protocol/messages.ts";

/** An agent's end of one connection: TLS with its own certificate, frames as the protocol has them. */
export interface OfficeSocket {
  send(frame: object): void;
  /** Resolves with the next message of a type; those before it are passed over. Rejects for a refusal or an end. */
  next(type: CollectorMessage["type"]): Promise<void>;
  /** Cuts the connection without a word. */
  drop(): Promise<void>;
}

const nobody = (): void => undefined;

export async function openOfficeSocket(
  port: number,
  identity: EnrolResponse & { readonly key: string },
): Promise<OfficeSocket> {
  let inbox: readonly CollectorMessage[] = [];
  let wake = nobody;
  const socket = new WebSocket(`wss://127.0.0.1:${String(port)}${agentPath}`, [agentSubprotocol], {
    perMessageDeflate: false,
    createConnection: () =>
      connect({
        host: "127.0.0.1",
        port,
        ca: identity.ca,
        servername: identity.serverName,
        cert: identity.certificate,
        key: identity.key,
      }),
  });
  socket.on("message", (data: Buffer) => {
    inbox = [...inbox, collectorMessage.parse(JSON.parse(data.toString("utf8")))];
    wake();
  });
  socket.on("close", () => wake());
  await once(socket, "open");
  socket.on("error", nobody);
  return {
    send: (frame) => socket.send(JSON.stringify(frame)),
    async next(type) {
      for (;;) {
        const at = inbox.findIndex((message) => message.type === type);
        const refusal = inbox.find((message) => message.type === "refused");
        if (at >= 0) {
          inbox = inbox.slice(at + 1);
          return;
        }
        if (refusal !== undefined) throw new Error(`refused: ${JSON.stringify(refusal)}`);
        if (socket.readyState !== WebSocket.OPEN) throw new Error(`the connection ended before "${type}"`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async drop() {
      if (socket.readyState === WebSocket.CLOSED) return;
      const closed = once(socket, "close");
      socket.terminate();
      await closed;
    },
  };
}
