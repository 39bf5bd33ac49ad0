/** The settings of clamd that say where to ask it. */
export interface ClamdSettings {
  readonly sockets: readonly string[];
  readonly databaseDirectory: string | null;
  /** Whether it listens on TCP, where this agent does not ask. */
  readonly tcp: boolean;
}

/** Reads a clamd.conf; lines it does not know are skipped. Never throws. */
export const parseClamdConf = (text: string): ClamdSettings => {
  const sockets: string[] = [];
  let databaseDirectory: string | null = null;
  let tcp = false;
  for (const line of text.split("\n")) {
    const found = /^\s*([A-Za-z]+)\s+(.+?)\s*$/u.exec(line);
    const name = found?.[1]?.toLowerCase();
    const value = (found?.[2] ?? "").replace(/^"(.*)"$/su, "$1");
    if (name === "localsocket" && value.startsWith("/")) sockets.push(value);
    else if (name === "databasedirectory" && value.startsWith("/")) databaseDirectory = value;
    else if (name === "tcpsocket") tcp = true;
  }
  return { sockets, databaseDirectory, tcp };
};
