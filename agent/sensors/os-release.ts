import type { OperatingSystem } from "#shared/facts/patch.ts";

/** Where Linux says which distribution it is, best first. */
export const osReleasePaths = ["/etc/os-release", "/usr/lib/os-release"] as const;

const clean = (text: string, max: number): string => text.replaceAll(/\p{Cc}/gu, "").slice(0, max);

const unquote = (value: string): string => {
  const quoted = /^(["'])(.*)\1$/su.exec(value);
  return quoted === null ? value : (quoted[2] ?? "").replaceAll(/\\(["'\\$`])/gu, "$1");
};

/** Reads the text of os-release(5); null when it does not even name the distribution. Never throws. */
export const parseOsRelease = (text: string): OperatingSystem | null => {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const found = /^\s*([A-Z][A-Z0-9_]*)=(.*?)\s*$/u.exec(line);
    if (found !== null) fields.set(found[1] ?? "", unquote(found[2] ?? ""));
  }
  const id = clean(fields.get("ID") ?? "", 60);
  if (!/^[a-z0-9][a-z0-9._-]*$/u.test(id)) return null;
  const version = clean(fields.get("VERSION_ID") ?? "", 60);
  const edition = clean(fields.get("VARIANT") ?? "", 120);
  const build = clean(fields.get("BUILD_ID") ?? "", 60);
  return {
    id,
    // A rolling distribution has no version; its codename is the next best name.
    version: version === "" ? clean(fields.get("VERSION_CODENAME") ?? "rolling", 60) : version,
    edition: edition === "" ? null : edition,
    build: build === "" ? null : build,
    name: clean(fields.get("PRETTY_NAME") ?? fields.get("NAME") ?? id, 200),
  };
};
