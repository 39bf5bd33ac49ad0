/** Shortest secret that is looked for: a shorter one would blot out ordinary words. */
const shortestSecret = 4;

/**
 * A failure in one line that may be stored and shown: control characters out, every given secret and its Base64 forms
 * replaced, at most 300 letters. Servers repeat what they were sent, the sign-in included.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text.replace(/[\p{Cc}\p{Cf}]+/gu, " ");
  for (const secret of secrets.filter((one) => one.length >= shortestSecret))
    for (const form of [secret, Buffer.from(secret, "utf8").toString("base64").replace(/=+$/u, "")])
      clean = clean.replaceAll(form, "•••");
  clean = clean.replace(/\b(AUTH\s+\S+|PASS|password[=:])\s*\S+/giu, "$1 •••");
  return Array.from(clean.trim()).slice(0, 300).join("");
}
