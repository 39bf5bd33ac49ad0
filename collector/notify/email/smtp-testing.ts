import "reflect-metadata";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PemConverter, SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A mail server on loopback with a certificate of its own, and the files a notifier reads. */
export interface TestMailServer {
  readonly port: number;
  readonly caFile: string;
  readonly passwordFile: string;
  /** The mails taken so far, in their order. */
  mails(): Promise<readonly ParsedMail[]>;
  readonly raw: string[];
  readonly signIns: string[];
  stop(): Promise<void>;
}

export const testPassword = "kasa-no-himitsu-42";

/** A certificate for localhost that vouches for itself, in PEM. */
async function makeCertificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const day = 86_400_000;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: "CN=localhost",
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
      ]),
    ],
  });
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { key: PemConverter.encode(pkcs8, "PRIVATE KEY"), cert: certificate.toString("pem") };
}

export async function startTestMailServer(options: SMTPServerOptions = {}): Promise<TestMailServer> {
  const directory = mkdtempSync(join(tmpdir(), "hinomi-smtp-"));
  const { key, cert } = await makeCertificate();
  const caFile = join(directory, "ca.pem");
  writeFileSync(caFile, cert);
  const passwordFile = join(directory, "password");
  writeFileSync(passwordFile, `${testPassword}\n`, { mode: 0o600 });
  const raw: string[] = [];
  const signIns: string[] = [];
  const server = new SMTPServer({
    key,
    cert,
    authOptional: true,
    onAuth(auth, _session, done) {
      signIns.push(auth.username ?? "");
      if (auth.password === testPassword) done(null, { user: auth.username ?? "" });
      else done(new Error(`535 wrong password ${auth.password ?? ""}`));
    },
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        raw.push(Buffer.concat(chunks).toString("utf8"));
        done();
      });
    },
    ...options,
  });
  // A client that goes away in the middle is what some tests are about.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    caFile,
    passwordFile,
    mails: () => Promise.all(raw.map((text) => simpleParser(text))),
    raw,
    signIns,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          rmSync(directory, { recursive: true, force: true });
          resolve();
        });
      }),
  };
}
