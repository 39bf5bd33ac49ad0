import "reflect-metadata";
import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import {
  endpointUri,
  keyHashOf,
  keyOfRequest,
  makeAuthority,
  makeDeviceCertificate,
  makeServerCertificate,
  readKey,
  type Signer,
} from "./certificates.ts";
import { AuthorityError, CertificateError, type Authority, type ServerCertificate } from "./port.ts";
import { createSeal, newSealKey, readSealKey } from "./seal.ts";
import { createWhole, ensurePrivateDirectory, readSecret, replaceWhole } from "./secret-files.ts";

/** The name the agents' port proves, the same in every installation, so that an address can change freely. */
export const collectorServerName = "collector.hinomi.internal";
const authorityYears = 10;
const leafHours = 90 * 24;
/** How far a device's clock may lag behind and still believe a certificate made a moment ago. */
const deviceBackdateMinutes = 5;
/** The device judges the collector's certificate by its own clock, which may be days behind. */
const serverBackdateHours = 48;

const iso = (instant: Temporal.Instant): string => instant.toString({ smallestUnit: "millisecond" });
const certificateMoment = (text: string): Temporal.Instant =>
  Temporal.Instant.from(new Date(text).toISOString());

export interface AuthorityOptions {
  /** Directory of its own; only the collector's user may look into it. */
  readonly directory: string;
  /** Written into the authority's certificate when it is made. */
  readonly organisation: string;
  readonly now: () => Temporal.Instant;
}

const restoreSentence = (path: string): string =>
  `Restore ${path} from a backup. Without one, move the whole directory away, start again and enrol every computer anew.`;

const damaged = (path: string, cause?: unknown): AuthorityError =>
  new AuthorityError("damaged", `${path} is damaged. ${restoreSentence(path)}`, { cause });

interface KeyMaterial {
  readonly signer: Signer;
  readonly native: X509Certificate;
  readonly certificatePem: string;
}

const pemBlock = (text: string, label: string): string | null =>
  new RegExp(`-----BEGIN ${label}-----[A-Za-z0-9+/=\\s]+-----END ${label}-----\\n`, "u").exec(text)?.[0] ??
  null;

/** Reads key and certificate and proves that they belong together. */
async function readAuthority(path: string, text: string): Promise<KeyMaterial> {
  const keyPem = pemBlock(text, "PRIVATE KEY");
  const certificatePem = pemBlock(text, "CERTIFICATE");
  if (keyPem === null || certificatePem === null) throw damaged(path);
  try {
    const native = new X509Certificate(certificatePem);
    if (!native.ca || !native.checkPrivateKey(createPrivateKey(keyPem)) || !native.verify(native.publicKey)) {
      throw damaged(path);
    }
    const signer = { certificate: new x509.X509Certificate(certificatePem), key: await readKey(keyPem) };
    return { signer, native, certificatePem };
  } catch (error) {
    throw error instanceof AuthorityError ? error : damaged(path, error);
  }
}

/**
 * `authority.pem` holds key and certificate in one file, so that a power failure cannot leave one without the other.
 * `ca.crt` is written last: where it exists the installation was complete, and a missing key is a loss to be told,
 * never a reason to make a new one in silence (every computer would be locked out, every sealed secret unreadable).
 */
async function loadOrMake(options: AuthorityOptions): Promise<KeyMaterial & { readonly sealKey: Buffer }> {
  const { directory, organisation, now } = options;
  await ensurePrivateDirectory(directory);
  const paths = {
    authority: join(directory, "authority.pem"),
    seal: join(directory, "seal.key"),
    published: join(directory, "ca.crt"),
  };
  const published = await readSecret(paths.published);
  const read = async (path: string, make: () => Promise<string>): Promise<string> => {
    const existing = await readSecret(path);
    if (existing !== null) return existing;
    if (published !== null) {
      throw new AuthorityError("incomplete", `${path} is missing. ${restoreSentence(path)}`);
    }
    await createWhole(path, await make());
    const made = await readSecret(path);
    if (made === null) throw damaged(path);
    return made;
  };
  const sealKey = readSealKey(await read(paths.seal, () => Promise.resolve(newSealKey())));
  if (sealKey === null) throw damaged(paths.seal);
  const text = await read(paths.authority, async () => {
    const from = now().subtract({ hours: serverBackdateHours });
    const until = now().toZonedDateTimeISO("UTC").add({ years: authorityYears }).toInstant();
    const made = await makeAuthority(organisation, { from, until });
    return made.keyPem + made.certificatePem;
  });
  const material = await readAuthority(paths.authority, text);
  if (published !== material.certificatePem) await replaceWhole(paths.published, material.certificatePem);
  return { ...material, sealKey };
}

function checkTime(native: X509Certificate, at: Temporal.Instant): void {
  if (Temporal.Instant.compare(at, certificateMoment(native.validFrom)) < 0) {
    throw new AuthorityError(
      "clock",
      `This computer's clock says ${iso(at)}, which is before the authority was made. Set the clock and start again.`,
    );
  }
  if (Temporal.Instant.compare(at, certificateMoment(native.validTo)) >= 0) {
    throw new AuthorityError(
      "expired",
      `The authority's certificate ended on ${native.validTo}. Move its directory away, start again and enrol every computer anew.`,
    );
  }
}

/** What is half written and older than this is nobody's work any more. */
const abandonedHours = 1;

/** Drops server certificates that ended and what a power failure left half written. */
async function sweep(directory: string, at: Temporal.Instant): Promise<void> {
  const abandoned = at.subtract({ hours: abandonedHours }).epochMilliseconds;
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const stale =
      (/^\.[0-9a-f]{16}\.new$/u.test(name) &&
        ((await stat(path).catch(() => null))?.mtimeMs ?? abandoned) < abandoned) ||
      (/^server-[0-9a-f]{16}\.pem$/u.test(name) && serverEnd(await readSecret(path)) < at.epochMilliseconds);
    if (stale) await rm(path, { force: true });
  }
}

function serverEnd(text: string | null): number {
  const certificate = text === null ? null : readServer(text);
  return certificate === null
    ? Number.POSITIVE_INFINITY
    : certificateMoment(certificate.native.validTo).epochMilliseconds;
}

function readServer(
  text: string,
): { native: X509Certificate; keyPem: string; certificatePem: string } | null {
  const keyPem = pemBlock(text, "PRIVATE KEY");
  const certificatePem = pemBlock(text, "CERTIFICATE");
  if (keyPem === null || certificatePem === null) return null;
  try {
    const native = new X509Certificate(certificatePem);
    return native.checkPrivateKey(createPrivateKey(keyPem)) ? { native, keyPem, certificatePem } : null;
  } catch {
    // A broken server certificate is made anew; it holds nothing that cannot be made again.
    return null;
  }
}

/**
 * Opens the collector's certificate authority, making it at the first start: P-256, 10 years.
 * @throws AuthorityError with a sentence that says what to do; nothing is overwritten then.
 */
export async function openAuthority(options: AuthorityOptions): Promise<Authority> {
  const { directory, now } = options;
  const { signer, native, certificatePem, sealKey } = await loadOrMake(options);
  checkTime(native, now());
  await sweep(directory, now());
  const authorityEnd = certificateMoment(native.validTo);
  const seal = createSeal(sealKey);

  const until = (at: Temporal.Instant): Temporal.Instant => {
    const wished = at.add({ hours: leafHours });
    return Temporal.Instant.compare(wished, authorityEnd) < 0 ? wished : authorityEnd;
  };

  return {
    fingerprint: createHash("sha256").update(native.raw).digest("hex"),
    certificatePem,
    serverName: collectorServerName,
    async issueDevice({ csrPem, endpointId }) {
      const key = await keyOfRequest(csrPem);
      const validity = { from: now().subtract({ minutes: deviceBackdateMinutes }), until: until(now()) };
      const made = await makeDeviceCertificate(signer, { endpointId, key, validity });
      return { ...made, expiresAt: iso(validity.until), keyHash: keyHashOf(key) };
    },
    async issueServer(subject) {
      const names = [...new Set([collectorServerName, ...subject.names.map((name) => name.toLowerCase())])];
      const addresses = [...new Set(subject.addresses.filter((address) => isIP(address) !== 0))];
      const wanted = createHash("sha256")
        .update(JSON.stringify([names, addresses]))
        .digest("hex")
        .slice(0, 16);
      const path = join(directory, `server-${wanted}.pem`);
      const kept = await readSecret(path);
      const server = kept === null ? null : readServer(kept);
      if (server !== null && server.native.verify(native.publicKey)) {
        const end = certificateMoment(server.native.validTo);
        if (Temporal.Instant.compare(now().add({ hours: leafHours / 2 }), end) < 0)
          return answer(server, end);
      }
      const validity = { from: now().subtract({ hours: serverBackdateHours }), until: until(now()) };
      const made = await makeServerCertificate(signer, { names, addresses, validity });
      await replaceWhole(path, made.keyPem + made.pem);
      return answer({ keyPem: made.keyPem, certificatePem: made.pem }, validity.until);
    },
    verifyDevice(der) {
      const certificate = readCertificate(der);
      if (!certificate.checkIssued(native) || !certificate.verify(native.publicKey)) {
        throw new CertificateError("not-enrolled", "The certificate is not of this collector's authority.");
      }
      const endpointId = /^CN=([A-Za-z0-9_.:-]{1,128})$/u.exec(certificate.subject)?.[1];
      const clientUsage = certificate.keyUsage?.includes("1.3.6.1.5.5.7.3.2") ?? false;
      if (
        endpointId === undefined ||
        !clientUsage ||
        certificate.subjectAltName !== `URI:${endpointUri(endpointId)}`
      ) {
        throw new CertificateError("wrong-certificate", "The certificate is not a computer's.");
      }
      const at = now();
      const end = certificateMoment(certificate.validTo);
      if (Temporal.Instant.compare(at, end) >= 0) {
        throw new CertificateError(
          "wrong-certificate",
          "The certificate has expired; enrol the computer again.",
        );
      }
      if (Temporal.Instant.compare(at, certificateMoment(certificate.validFrom)) < 0) {
        throw new CertificateError(
          "wrong-certificate",
          "The certificate is not valid yet by the collector's clock.",
        );
      }
      return {
        endpointId,
        keyHash: keyHashOf(certificate.publicKey),
        serial: certificate.serialNumber.toLowerCase(),
        expiresAt: iso(end),
      };
    },
    seal: (text) => seal.seal(text),
    open: (sealed) => seal.open(sealed),
  };

  function answer(
    server: { keyPem: string; certificatePem: string },
    end: Temporal.Instant,
  ): ServerCertificate {
    return { cert: server.certificatePem + certificatePem, key: server.keyPem, expiresAt: iso(end) };
  }
}

function readCertificate(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch (error) {
    throw new CertificateError("not-enrolled", "The certificate cannot be read.", { cause: error });
  }
}
