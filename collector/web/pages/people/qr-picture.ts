import qrcode from "qrcode";

/** A text as the picture that QrCode draws: rows of 0 and 1, separated by spaces; null where it is too long for one. */
export function qrPicture(text: string): string | null {
  try {
    const { modules } = qrcode.create(text, { errorCorrectionLevel: "M" });
    return Array.from({ length: modules.size }, (_row, y) =>
      Array.from({ length: modules.size }, (_cell, x) => (modules.get(y, x) ? "1" : "0")).join(""),
    ).join(" ");
  } catch {
    return null;
  }
}
