import { type Log, type LogLevel, logLevels } from "../core/log.ts";

/** A log that writes one line each, and can be made quieter or louder while it runs. */
export interface LineLog {
  readonly log: Log;
  setLevel(level: LogLevel): void;
}

/** Line breaks and control characters in a reason must not look like lines of our own. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");

export function createLineLog(write: (line: string) => void, now: () => string): LineLog {
  let lowest = logLevels.indexOf("info");
  return {
    log(level, message, fields) {
      if (logLevels.indexOf(level) < lowest) return;
      const rest = fields === undefined ? "" : ` ${JSON.stringify(fields)}`;
      write(`${now()} ${level} agent: ${oneLine(message)}${rest}\n`);
    },
    setLevel(level) {
      lowest = logLevels.indexOf(level);
    },
  };
}
