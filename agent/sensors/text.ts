const utf8 = new TextDecoder("utf-8");

/**
 * Text of a device as it may be shown: no control, format (bidirectional override) or line characters, no broken
 * surrogates, at most `max` UTF-16 units; null where nothing is left.
 */
export const cleanText = (text: string | null | undefined, max: number): string | null => {
  if (text === null || text === undefined) return null;
  const shown = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029\uFFFD]/gu, "")
    .trim();
  if (shown === "") return null;
  // Cutting by units may split a pair; the half that stays would be broken text.
  const cut = shown
    .slice(0, max)
    .replace(/[\uD800-\uDBFF]$/u, "")
    .trim();
  return cut === "" ? null : cut;
};

const decodeBytes = (text: string, pattern: RegExp, radix: number): string =>
  text.replaceAll(pattern, (run: string) => {
    const digits = radix === 16 ? 2 : 3;
    const step = radix === 16 ? 4 : 4;
    const bytes = new Uint8Array(run.length / step);
    for (let at = 0; at < bytes.length; at += 1) {
      const from = at * step + (step - digits);
      bytes[at] = Number.parseInt(run.slice(from, from + digits), radix);
    }
    return utf8.decode(bytes);
  });

/** Undoes udev's `\x20` escapes; the bytes of one run together are UTF-8. */
export const decodeUdev = (text: string): string => decodeBytes(text, /(?:\\x[0-9a-fA-F]{2})+/gu, 16);

/** Undoes the kernel's `\040` escapes of mount points. */
export const decodeMount = (text: string): string => decodeBytes(text, /(?:\\[0-3][0-7]{2})+/gu, 8);
