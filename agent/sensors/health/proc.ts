/** Seconds since boot, sleep included, from /proc/uptime; null for anything else. */
export const parseUptime = (text: string): number | null => {
  const found = /^(\d{1,12}(?:\.\d+)?) \d+(?:\.\d+)?\s*$/u.exec(text);
  return found === null ? null : Number(found[1]);
};

/** When the kernel says it was started, in seconds since 1970, from /proc/stat; null without such a line. */
export const parseBootTime = (text: string): number | null => {
  const found = /^btime (\d{1,11})$/mu.exec(text);
  return found === null ? null : Number(found[1]);
};

/** Bytes of a `kB` line of /proc/<pid>/status, or null. */
export const parseStatusBytes = (text: string, name: "VmRSS" | "RssAnon"): number | null => {
  const found = new RegExp(`^${name}:\\s+(\\d{1,12}) kB$`, "mu").exec(text);
  return found === null ? null : Number(found[1]) * 1024;
};

/** Linux counts processor time for programs in hundredths of a second on every architecture Node runs on. */
const ticksPerSecond = 100;

/** The number and the processor time of a process, its ended children included, from /proc/<pid>/stat; or null. */
export const parseProcessStat = (
  text: string,
): { readonly pid: number; readonly cpuSeconds: number } | null => {
  // The name in brackets is the program's own text and may hold blanks and brackets.
  const found = /^(\d{1,10}) \(.*\) [A-Za-z] (.*)$/su.exec(text.trim());
  if (found === null) return null;
  const ticks = (found[2] ?? "").split(" ").slice(10, 14);
  if (ticks.length !== 4 || ticks.some((digits) => !/^-?\d{1,15}$/u.test(digits))) return null;
  const sum = ticks.reduce((total, digits) => total + Math.max(0, Number(digits)), 0);
  return { pid: Number(found[1]), cpuSeconds: sum / ticksPerSecond };
};

/** File systems that lie on a disk of this computer; everything else is memory, network or another view of these. */
const diskTypes = new Set([
  ..."ext2 ext3 ext4 xfs btrfs zfs f2fs reiserfs jfs nilfs2 bcachefs".split(" "),
  ..."vfat exfat msdos ntfs ntfs3 fuseblk hfs hfsplus apfs overlay".split(" "),
]);

const unescape = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/gu, (_all, octal: string) => String.fromCodePoint(Number.parseInt(octal, 8)));

/** Mount points of local file systems from /proc/self/mountinfo, each file system once. Never throws. */
export const parseLocalMounts = (text: string): readonly string[] => {
  const byDevice = new Map<string, string>();
  for (const line of text.split("\n")) {
    // `36 35 98:0 /root /mount options … - type source superoptions`
    const found = /^\d+ \d+ (\d+:\d+) \S+ (\/\S*) .* - (\S+) /u.exec(line);
    const [, device, escaped, type] = found ?? [];
    if (device === undefined || escaped === undefined || !diskTypes.has(type ?? "")) continue;
    const mount = unescape(escaped);
    const known = byDevice.get(device);
    // A bind mount shows the same file system again; the shortest path is the one people know.
    if (known === undefined || mount.length < known.length) byDevice.set(device, mount);
  }
  return [...byDevice.values()].sort().slice(0, 100);
};
