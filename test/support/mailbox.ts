import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A mail server of the lab: STARTTLS with a certificate of its own, a password, and a box of what came. */
export interface Mailbox {
  readonly port: number;
  readonly mails: readonly (ParsedMail & { readonly arrivedAt: number })[];
  close(): Promise<void>;
}

export interface MailboxOptions {
  readonly key: string;
  readonly cert: string;
  readonly user: string;
  readonly password: string;
}

export async function openMailbox({ key, cert, user, password }: MailboxOptions): Promise<Mailbox> {
  const mails: (ParsedMail & { arrivedAt: number })[] = [];
  const server = new SMTPServer({
    key,
    cert,
    authMethods: ["PLAIN", "LOGIN"],
    onAuth(auth, _session, done) {
      if (auth.username === user && auth.password === password) done(null, { user });
      else done(new Error("535 wrong name or password"));
    },
    onData(stream, _session, answer) {
      const keep = async (): Promise<void> => {
        const mail = await simpleParser(stream);
        mails.push(Object.assign(mail, { arrivedAt: Date.now() }));
      };
      keep().then(
        () => answer(),
        (error: unknown) => answer(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return { port, mails, close: () => new Promise((done) => server.close(() => done())) };
}
