import { readFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";
import {
  createTransport,
  type SendMailOptions,
  type SMTPSentMessageInfo,
  type SMTPTransportOptions,
  type Transporter,
} from "nodemailer";
import type { Message, Notifier, SendOutcome } from "../port.ts";
import type { EmailConfig } from "./config.ts";
import { headerText, messageId, threadId } from "./headers.ts";
import { outcomeOf } from "./outcome.ts";

export interface EmailSurroundings {
  /** Where the files named in the settings are; relative paths are the settings file's. */
  readonly resolvePath: (path: string) => string;
}

/** What a try needs of the disk, read anew each time: a changed password or certificate works without a restart. */
interface Secrets {
  readonly password: string | null;
  readonly ca: string | null;
}

async function readSecrets(config: EmailConfig, { resolvePath }: EmailSurroundings): Promise<Secrets> {
  const passwordFile = config["password-file"];
  const caFile = config["ca-file"];
  const password =
    passwordFile === undefined
      ? null
      : ((await readFile(resolvePath(passwordFile), "utf8")).split(/\r?\n/u, 1)[0] ?? "");
  return { password, ca: caFile === undefined ? null : await readFile(resolvePath(caFile), "utf8") };
}

function transportOptions(config: EmailConfig, secrets: Secrets): SMTPTransportOptions {
  const timeout = config.timeout * 1000;
  const { security } = config;
  return {
    host: config.host,
    port: config.port ?? (security === "tls" ? 465 : 587),
    secure: security === "tls",
    // Without this a server that stops offering STARTTLS would be given the mail, and the password, in the clear.
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    tls: {
      minVersion: "TLSv1.2",
      ...(secrets.ca === null ? {} : { ca: [...rootCertificates, secrets.ca] }),
    },
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(config.username === undefined || secrets.password === null
      ? {}
      : { auth: { user: config.username, pass: secrets.password } }),
  };
}

/** Mail by SMTP. Every try opens its own connection: an alert is rare, and an idle connection is dead when it counts. */
export function createEmailNotifier(config: EmailConfig, around: EmailSurroundings): Notifier {
  const open = new Set<{ close(): void }>();

  async function attempt(
    signal: AbortSignal,
    work: (transport: Transporter<SMTPSentMessageInfo, SMTPTransportOptions>) => Promise<string>,
  ): Promise<SendOutcome> {
    let secrets: Secrets;
    try {
      secrets = await readSecrets(config, around);
    } catch (error) {
      return outcomeOf(error, []);
    }
    const hidden = secrets.password === null ? [] : [secrets.password];
    if (signal.aborted) return { ok: false, retry: true, reason: "送信を中断しました" };
    const transport = createTransport(transportOptions(config, secrets));
    open.add(transport);
    const broken = Promise.withResolvers<never>();
    const onAbort = (): void => broken.reject(new Error("時間内に終わらなかったため、送信を中断しました"));
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return { ok: true, reference: await Promise.race([work(transport), broken.promise]) };
    } catch (error) {
      return outcomeOf(error, hidden);
    } finally {
      signal.removeEventListener("abort", onAbort);
      open.delete(transport);
      transport.close();
    }
  }

  return {
    channel: "email",
    send: (message, signal) =>
      attempt(signal, async (transport) => {
        const sent = await transport.sendMail(mailOf(message, config));
        return sent.messageId;
      }),
    check: (signal) =>
      attempt(signal, async (transport) => {
        await transport.verify();
        return `${config.host} に接続できました`;
      }),
    close() {
      for (const transport of open) transport.close();
      open.clear();
    },
  };
}

function mailOf(message: Message, config: EmailConfig): SendMailOptions {
  const thread = threadId(message.thread, config.from);
  return {
    from: { name: headerText(config["from-name"]), address: config.from },
    to: { name: headerText(message.to.name), address: message.to.address },
    subject: headerText(message.subject),
    text: message.text,
    html: message.html,
    date: new Date(message.date),
    messageId: messageId(message.id, config.from),
    ...(message.followsUp ? { inReplyTo: thread } : {}),
    references: [thread],
    textEncoding: "base64",
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      "Content-Language": message.language,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
