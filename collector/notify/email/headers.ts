import { createHash } from "node:crypto";
import { domainToASCII } from "node:url";

const safe = (text: string): string =>
  /^[A-Za-z0-9_.-]{1,64}$/u.test(text) ? text : createHash("sha256").update(text).digest("hex").slice(0, 40);

const domainOf = (address: string): string => {
  const domain = domainToASCII(address.slice(address.lastIndexOf("@") + 1));
  return domain === "" ? "hinomi.invalid" : domain;
};

/**
 * The Message-ID of a delivery: the same for every retry, so that a mailbox which got both tries of a crash can tell
 * they are one.
 */
export const messageId = (deliveryId: string, from: string): string =>
  `<${safe(deliveryId)}@${domainOf(from)}>`;

/** The Message-ID no mail has, which all mails of a case answer: mail programs show them as one conversation. */
export const threadId = (thread: string, from: string): string =>
  `<thread.${safe(thread)}@${domainOf(from)}>`;

/** One header line's text: line breaks and control characters end a header and begin a forged one. */
export const headerText = (text: string, max = 200): string =>
  Array.from(text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim())
    .slice(0, max)
    .join("");
