import { createSocket, type Socket } from "node:dgram";
import { setTimeout as wait } from "node:timers/promises";
import { ProbeError, type Probe } from "#agent/core/sensor.ts";

/** The discard port: whoever is there drops it, and the kernel has to ask for the MAC address before it can send. */
const discardPort = 9;
const stepMs = 100;
/**
 * Linux lets a socket hear broadcasts and nothing else. Bound to every address instead, it would be given the unicast
 * renewals that are meant for a DHCP server on this computer.
 */
const broadcastAddress = process.platform === "linux" ? "255.255.255.255" : "0.0.0.0";
const nothing = new Uint8Array(0);

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
const isDenied = (error: unknown): boolean => codeOf(error) === "EACCES" || codeOf(error) === "EPERM";

const touch = async (socket: Socket, address: string): Promise<Error | null> => {
  const { promise, resolve } = Promise.withResolvers<Error | null>();
  socket.send(nothing, 0, 0, discardPort, address, (error) => resolve(error));
  return promise;
};

const touchAddresses: Probe["touchAddresses"] = async (addresses, perSecond, signal) => {
  if (signal.aborted)
    throw new ProbeError("timeout", "The sweep was ended before it began.", { cause: signal.reason });
  if (addresses.length === 0) return;
  const socket = createSocket("udp4");
  // What comes back as an error for a single address is no news: nobody is there.
  socket.on("error", () => undefined);
  const perStep = Math.max(1, Math.floor((perSecond * stepMs) / 1000));
  const pauseMs = Math.max(stepMs, (perStep * 1000) / Math.max(1, perSecond));
  const failures: Error[] = [];
  try {
    for (let from = 0; from < addresses.length; from += perStep) {
      const step = addresses.slice(from, from + perStep);
      const outcomes = await Promise.all(step.map(async (address) => touch(socket, address)));
      failures.push(...outcomes.filter((error) => error !== null));
      if (from + perStep < addresses.length) await wait(pauseMs, undefined, { signal });
    }
  } catch (error) {
    throw new ProbeError("timeout", "The sweep was ended before its end.", { cause: error });
  } finally {
    socket.close();
  }
  const [first] = failures;
  if (first === undefined || failures.length < addresses.length) return;
  throw new ProbeError(
    isDenied(first) ? "denied" : "command-failed",
    `Not one of ${addresses.length} addresses could be sent to: ${first.message}`,
    { cause: first },
  );
};

const bindError = (port: number, error: Error): ProbeError => {
  if (codeOf(error) === "EADDRINUSE")
    return new ProbeError("denied", `UDP port ${port} is taken by another program.`, { cause: error });
  if (isDenied(error))
    return new ProbeError("denied", `The agent may not listen on UDP port ${port}.`, { cause: error });
  return new ProbeError("command-failed", `UDP port ${port} cannot be heard: ${error.message}`, {
    cause: error,
  });
};

const hear: Probe["hear"] = async (port, onDatagram, signal) => {
  if (signal.aborted) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  const stop = (): void => resolve();
  signal.addEventListener("abort", stop, { once: true });
  socket.on("error", (error) => reject(bindError(port, error)));
  socket.on("message", (bytes, from) => onDatagram({ bytes: new Uint8Array(bytes), from: from.address }));
  socket.bind({ port, address: broadcastAddress, exclusive: true });
  try {
    await promise;
  } finally {
    signal.removeEventListener("abort", stop);
    socket.close();
  }
};

/** The part of the probe that speaks UDP: empty datagrams to wake neighbours, and broadcasts heard on a port. */
export const createNetworkProbe = (): Pick<Probe, "touchAddresses" | "hear"> => ({ touchAddresses, hear });
