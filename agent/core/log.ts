export type LogLevel = "debug" | "info" | "warn" | "error";

/** Where the agent writes what an administrator may need; never file names or contents of the person's work. */
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void;

export const logLevels: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** What went wrong as one line, with what caused it. Never throws for any value. */
export function explain(error: unknown): string {
  const parts: string[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < 4 && current !== undefined && current !== null; depth += 1) {
    if (!(current instanceof Error)) {
      parts.push(typeof current === "string" ? current : "an unknown error");
      break;
    }
    if (current.message !== "" && !parts.some((part) => part.includes(messageOf(current)))) {
      parts.push(current.message);
    }
    current = current.cause;
  }
  return parts.join(": ") || "an unknown error";
}

const messageOf = (value: unknown): string => (value instanceof Error ? value.message : "");

/** Cuts text to the length a schema allows. */
export const clip = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1)}…`;
