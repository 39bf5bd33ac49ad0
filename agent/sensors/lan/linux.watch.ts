import { ProbeError, type Watch } from "#agent/core/sensor.ts";
import { createBell, createTurns, pause, runTogether } from "../bell.ts";
import { parseDhcp } from "./dhcp.ts";
import { sweepKey, type LanMemory } from "./memory.ts";
import type { Place } from "./recognise.ts";
import { createLanWatcher, isSwept } from "./watcher.ts";

const lookMs = 5000;
const sweepMs = 300_000;
const sweepJitter = 0.2;
/** How long the kernel may wait for answers before the table is read. */
const answerMs = 2000;
const dhcpPort = 67;
const listenAgainMs = 600_000;
/** Requests that wait for their turn; more than this is a flood, and what is lost of it shows itself by ARP. */
const maxWaiting = 64;

/** Newcomers on watched networks: by the table of neighbours, by sweeps, and by the addresses they ask for. */
export const createLinuxLanWatch =
  (memory: LanMemory, random: () => number = Math.random): Watch =>
  async (probe, tools, signal) => {
    const inTurn = createTurns();
    await runTogether(signal, (inner) => {
      const lookBell = createBell(inner);
      const sweepBell = createBell(inner);
      const dhcpBell = createBell(inner);
      const watcher = createLanWatcher(probe, tools, memory, (ms) => lookBell.ring(ms), inner);
      let watched: readonly Place[] = [];
      let hearing: AbortController | null = null;
      const tried = new Set<string>();
      let waiting = 0;
      let warned = "";

      /** A machine that does not answer once is asked again later; anything else is the caller's to know. */
      const ask = async <T>(task: () => Promise<T>): Promise<T | null> => {
        try {
          return await inTurn(task);
        } catch (error) {
          if (!(error instanceof ProbeError)) throw error;
          if (!inner.aborted && error.message !== warned)
            tools.log("warn", `The networks could not be looked at: ${error.message}`);
          warned = error.message;
          return null;
        }
      };

      const placesChanged = (places: readonly Place[]): void => {
        watched = places;
        if (watched.length === 0) hearing?.abort();
        else dhcpBell.ring();
        const fresh = watched.filter((place) => isSwept(place) && !tried.has(place.setting?.id ?? ""));
        for (const place of fresh) tried.add(place.setting?.id ?? "");
        if (fresh.length > 0) sweepBell.ring(1000 + random() * 3000);
      };

      const look = async (): Promise<void> => {
        while (!inner.aborted) {
          const places = await ask(watcher.look);
          // Tables that cannot be read say nothing about where this computer is: then nowhere is listened.
          placesChanged(places ?? []);
          await lookBell.wait(lookMs);
        }
      };

      const sweep = async (): Promise<void> => {
        while (!inner.aborted) {
          await sweepBell.wait(sweepMs * (1 - sweepJitter + random() * 2 * sweepJitter));
          if (inner.aborted) return;
          for (const place of watched.filter(isSwept)) {
            try {
              if (!(await watcher.sweep(place))) continue;
              await pause(answerMs, inner);
              if (inner.aborted || place.setting === null) return;
              await ask(watcher.look);
              memory.sweptAt.set(sweepKey(place.setting.id, place.card), probe.now());
              tools.look();
            } catch (error) {
              if (!(error instanceof ProbeError)) throw error;
              if (!inner.aborted) tools.log("warn", `A network could not be swept: ${error.message}`);
            }
          }
        }
      };

      const failures: unknown[] = [];
      const onDatagram = (bytes: Uint8Array): void => {
        const request = parseDhcp(bytes);
        if (request === null || waiting >= maxWaiting || watched.length === 0) return;
        waiting += 1;
        void ask(async () => watcher.hear(request))
          .catch((error: unknown) => {
            // Thrown by the outbox: the loop that waits for the socket passes it on.
            failures.push(error);
            hearing?.abort();
          })
          .finally(() => {
            waiting -= 1;
          });
      };

      const listen = async (): Promise<void> => {
        while (!inner.aborted) {
          await dhcpBell.wait(lookMs);
          if (inner.aborted || watched.length === 0) continue;
          hearing = new AbortController();
          memory.dhcp = "listening";
          tools.look();
          try {
            await probe.hear(
              dhcpPort,
              ({ bytes }) => onDatagram(bytes),
              AbortSignal.any([inner, hearing.signal]),
            );
            memory.dhcp = "off";
            tools.look();
          } catch (error) {
            if (!(error instanceof ProbeError)) throw error;
            memory.dhcp = error.code === "denied" ? "denied" : "unavailable";
            if (!inner.aborted) tools.log("warn", `DHCP requests are not heard: ${error.message}`);
            tools.look();
            await pause(listenAgainMs, inner);
          }
          hearing = null;
          if (failures.length > 0) throw failures[0];
        }
      };

      return [look(), sweep(), listen()];
    });
    memory.dhcp = "off";
  };
