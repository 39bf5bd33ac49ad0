/** The dark squares of a QR code as one SVG path; `side` is its width in squares, 0 for a picture that is none. */
export function qrPath(picture: string): { readonly side: number; readonly path: string } {
  const rows = picture.trim().split(/\s+/u);
  const side = rows.length;
  if (rows.some((row) => row.length !== side || !/^[01]+$/u.test(row))) return { side: 0, path: "" };
  const path = rows
    .flatMap((row, y) =>
      [...row.matchAll(/1+/gu)].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`),
    )
    .join("");
  return { side, path };
}
