/** What a Linux computer shows of a restart that waits. */
export interface RebootSigns {
  /** Whether /run/reboot-required exists. */
  readonly required: boolean;
  /** The text of /run/reboot-required.pkgs, or null. */
  readonly packages: string | null;
  /** Whether something on this computer would write that file. */
  readonly noticed: boolean;
  /** The running kernel's release, or null. */
  readonly running: string | null;
  /** The names in /boot. */
  readonly boot: readonly string[];
}

export interface RebootVerdict {
  readonly rebootRequired: boolean | null;
  readonly rebootPackages: readonly string[];
}

interface KernelName {
  readonly numbers: readonly number[];
  readonly flavour: string;
}

const kernelName = (release: string): KernelName | null => {
  const found = /^(\d+(?:\.\d+)*(?:-\d+)?(?:[+~.]\S*?)?)(?:-([a-z][a-z0-9-]*))?$/u.exec(release);
  if (found === null) return null;
  return {
    numbers: (found[1] ?? "").split(/\D+/u).filter(Boolean).map(Number),
    flavour: found[2] ?? "",
  };
};

const compare = (left: readonly number[], right: readonly number[]): number => {
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** The newest installed kernel of the running one's flavour, when it is newer than the running one; else null. */
const waitingKernel = (running: string | null, boot: readonly string[]): string | null => {
  const current = kernelName(running ?? "");
  if (current === null) return null;
  let newest: { readonly release: string; readonly numbers: readonly number[] } | null = null;
  for (const file of boot) {
    const release = file.startsWith("vmlinuz-") ? file.slice("vmlinuz-".length) : "";
    const kernel = kernelName(release);
    if (kernel === null || kernel.flavour !== current.flavour) continue;
    if (compare(kernel.numbers, newest?.numbers ?? current.numbers) > 0)
      newest = { release, numbers: kernel.numbers };
  }
  return newest?.release ?? null;
};

/**
 * Whether a restart waits. Debian itself writes no reboot-required, so its absence proves nothing there unless a
 * program that writes it is installed; a newer kernel in /boot than the running one is proof by itself.
 */
export const judgeReboot = (signs: RebootSigns): RebootVerdict => {
  const named = (signs.packages ?? "")
    .split("\n")
    .map((line) => line.replaceAll(/\p{Cc}/gu, "").trim())
    .filter((line) => line !== "")
    .map((line) => line.slice(0, 200));
  const kernel = waitingKernel(signs.running, signs.boot);
  if (signs.required || kernel !== null) {
    const names = [...named, ...(kernel === null ? [] : [`linux-image-${kernel}`])];
    return { rebootRequired: true, rebootPackages: [...new Set(names)].slice(0, 500) };
  }
  return { rebootRequired: signs.noticed ? false : null, rebootPackages: [] };
};
