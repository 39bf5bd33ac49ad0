import { generateSecret, generateURI, verify } from "otplib";
import qrcode from "qrcode";

export const newTotpSecret = (): string => generateSecret();

export const totpUri = (organisation: string, secret: string): string =>
  generateURI({ issuer: "火の見", label: organisation, secret });

/** The picture of an address for an authenticator: rows of 0 and 1, separated by spaces. */
export function qrRows(text: string): string {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: "M" });
  const rows: string[] = [];
  for (let row = 0; row < modules.size; row += 1) {
    let line = "";
    for (let column = 0; column < modules.size; column += 1) line += modules.get(row, column) ? "1" : "0";
    rows.push(line);
  }
  return rows.join(" ");
}

/**
 * The time step a code belongs to, one step (30 seconds) before and after now included; null where it belongs to none.
 * The caller must see to it that a step is accepted once.
 */
export async function totpStep(secret: string, code: string, now: Temporal.Instant): Promise<number | null> {
  const result = await verify({
    secret,
    token: code,
    epoch: Math.floor(now.epochMilliseconds / 1000),
    epochTolerance: 30,
  });
  return result.valid && "timeStep" in result ? result.timeStep : null;
}
