import { expect, it } from "vitest";
import { qrPath } from "../../parts/qr-code/qr-path.ts";
import { qrPicture } from "./qr-picture.ts";

it("draws a link as a square that the page can show", () => {
  const picture = qrPicture("https://hinomi.example.jp/account#0123456789abcdef");
  const { side, path } = qrPath(picture ?? "");
  expect(side).toBeGreaterThanOrEqual(21);
  // The finder pattern of every QR code: seven dark squares in the upper left corner.
  expect(path.startsWith("M0 0h7")).toBe(true);
});

it("draws nothing for what no code can hold", () => {
  expect(qrPicture("x".repeat(5000))).toBeNull();
  expect(qrPicture("")).toBeNull();
});
