import { ProbeError, type Watch } from "#agent/core/sensor.ts";
import { createBell, createTurns, pause, runTogether } from "../bell.ts";
import type { UsbSignals } from "./linux.ts";
import { createUsbRegister } from "./register.ts";
import { createBlockReader } from "./udev.ts";

const monitor = [
  "udevadm",
  "monitor",
  "--udev",
  "--property",
  "--subsystem-match=usb",
  "--subsystem-match=block",
] as const;
const lookMs = 60_000;
const tickMs = 2000;
/** Every fifth tick the counters are read, every tick while they move: writing ends just before the removal. */
const ticksBetweenSamples = 5;
const longestBackoffMs = 60_000;

/** Insertions and removals as udev tells them, with /sys as the authority behind them. */
export const createLinuxUsbWatch =
  (signals: UsbSignals): Watch =>
  async (probe, tools, signal) => {
    const inTurn = createTurns();
    await runTogether(signal, (inner) => {
      const bell = createBell(inner);
      const register = createUsbRegister(probe, tools, (ms) => bell.ring(ms), inner);
      let warned = "";
      const warn = (message: string): void => {
        if (message !== warned && !inner.aborted) tools.log("warn", message);
        warned = message;
      };

      /** A machine that does not answer once is asked again later; anything else is the caller's to know. */
      const ask = async <T>(task: () => Promise<T>): Promise<T | null> => {
        try {
          return await inTurn(task);
        } catch (error) {
          if (!(error instanceof ProbeError)) throw error;
          warn(`The USB devices could not be read: ${error.message}`);
          return null;
        }
      };

      const listen = async (): Promise<void> => {
        let backoffMs = 1000;
        while (!inner.aborted) {
          let reason = "udevadm monitor has ended.";
          try {
            const read = createBlockReader();
            for await (const line of probe.stream(monitor, inner).lines) {
              if (signals.watch !== "running") {
                signals.watch = "running";
                backoffMs = 1000;
                // What was plugged before udev was heard is found now.
                bell.ring();
              }
              const event = read(line);
              const at = probe.now();
              if (event !== null) await ask(async () => register.hear(event, at));
            }
          } catch (error) {
            if (!(error instanceof ProbeError)) throw error;
            reason = error.message;
            signals.watch = error.code === "command-missing" ? "unavailable" : "stopped";
          }
          if (inner.aborted) return;
          if (signals.watch === "running") signals.watch = "stopped";
          warn(`USB events are not heard, /sys is looked at every 2 s instead: ${reason}`);
          bell.ring();
          await pause(signals.watch === "unavailable" ? longestBackoffMs : backoffMs, inner);
          backoffMs = Math.min(longestBackoffMs, backoffMs * 2);
        }
      };

      const confirm = async (): Promise<void> => {
        while (!inner.aborted) {
          await ask(register.look);
          await bell.wait(lookMs);
        }
      };

      const tick = async (): Promise<void> => {
        let sign: string | null = null;
        let moving = false;
        for (let count = 1; !inner.aborted; count += 1) {
          await pause(tickMs, inner);
          if (inner.aborted) return;
          if (moving || count % ticksBetweenSamples === 0) moving = (await ask(register.sample)) ?? false;
          if (signals.watch === "running") continue;
          const now = await ask(register.sign);
          if (now !== null && now !== sign) bell.ring();
          sign = now ?? sign;
        }
      };

      const assist = async (): Promise<void> => {
        signals.assist = await probe.usbAssist(
          () => bell.ring(),
          inner,
          () => {
            signals.assist = "stopped";
          },
        );
      };

      return [confirm(), listen(), tick(), assist()];
    });
    signals.watch = "stopped";
    signals.assist = "stopped";
  };
