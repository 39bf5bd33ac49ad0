/** A share in percent, rounded down to one decimal so that only the whole reads 100.0; null of nothing. */
export const share = (part: number, whole: number): number | null =>
  whole <= 0 ? null : Math.floor((part * 1000) / whole) / 10;

/** From this many computers on a share is also told in percent; below it, percent shame a firm of five. */
export const percentFrom = 20;
