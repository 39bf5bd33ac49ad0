import "reflect-metadata";
import { createHash, createPublicKey, randomBytes, webcrypto, type KeyObject } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { CsrError } from "./port.ts";

const curve = { name: "ECDSA", namedCurve: "P-256" } as const;
const signature = { name: "ECDSA", hash: "SHA-256" } as const;
/** A device is named by this URI in its certificate; nothing else in the certificate says who it is. */
export const endpointUri = (endpointId: string): string => `urn:hinomi:endpoint:${endpointId}`;

/** A key and the certificate made for it, ready to sign. */
export interface Signer {
  readonly certificate: x509.X509Certificate;
  readonly key: webcrypto.CryptoKey;
}

export interface Validity {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

const dates = (validity: Validity): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(validity.from.epochMilliseconds),
  notAfter: new Date(validity.until.epochMilliseconds),
});

/** A positive number of 127 bits that starts with neither 0 nor a set sign bit. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("hex");
}

const pemOf = (label: string, der: ArrayBuffer): string =>
  x509.PemConverter.encode(der, label).trimEnd() + "\n";

async function newKeyPair(): Promise<{ pair: webcrypto.CryptoKeyPair; keyPem: string }> {
  const pair = await webcrypto.subtle.generateKey(curve, true, ["sign", "verify"]);
  const keyPem = pemOf("PRIVATE KEY", await webcrypto.subtle.exportKey("pkcs8", pair.privateKey));
  return { pair, keyPem };
}

/** Reads a P-256 private key in PKCS#8 PEM. */
export async function readKey(pem: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey("pkcs8", x509.PemConverter.decodeFirst(pem), curve, false, ["sign"]);
}

/** A name whose parts are taken as they are: as plain strings, quotes and signs in them would be read as syntax. */
const nameOf = (parts: Readonly<Record<string, string>>): x509.Name =>
  new x509.Name(Object.entries(parts).map(([key, value]) => ({ [key]: [{ utf8String: value }] })));

/** A self-signed authority; the organisation's name is shown to people who install it in a browser. */
export async function makeAuthority(
  organisation: string,
  validity: Validity,
): Promise<{ keyPem: string; certificatePem: string }> {
  const { pair, keyPem } = await newKeyPair();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: nameOf({ O: organisation.slice(0, 60), CN: "Hinomi collector authority" }),
    ...dates(validity),
    keys: pair,
    signingAlgorithm: signature,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(pair.publicKey),
    ],
  });
  return { keyPem, certificatePem: pemOf("CERTIFICATE", certificate.rawData) };
}

/** SHA-256 (hex) of a public key in the one form OpenSSL writes it, so that two encodings of a key are one key. */
export const keyHashOf = (key: KeyObject): string =>
  createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");

/** Strong enough to be believed for 90 days, and cheap enough that checking it cannot be made an attack. */
function isAcceptable(key: KeyObject): boolean {
  const details = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "ed25519") return true;
  if (key.asymmetricKeyType === "ec") return details.namedCurve === "prime256v1";
  const bits = details.modulusLength ?? 0;
  const rsa = key.asymmetricKeyType === "rsa" && details.publicExponent === 65_537n;
  return rsa && bits >= 2048 && bits <= 4096;
}

/**
 * Reads a certificate request, proves that the sender holds the key, and answers that key. Nothing else of the request
 * is used.
 * @throws CsrError
 */
export async function keyOfRequest(csrPem: string): Promise<KeyObject> {
  let key: KeyObject;
  let request: x509.Pkcs10CertificateRequest;
  try {
    if (!/^\s*-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----/u.test(csrPem))
      throw new TypeError("not a request");
    request = new x509.Pkcs10CertificateRequest(csrPem);
    key = createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: "der", type: "spki" });
  } catch (error) {
    throw new CsrError("The certificate request cannot be read; send a PKCS#10 request in PEM.", {
      cause: error,
    });
  }
  if (!isAcceptable(key)) {
    throw new CsrError(
      "The key of the request is not P-256, Ed25519 or RSA of 2048 to 4096 bits with exponent 65537.",
    );
  }
  let proven: boolean;
  try {
    proven = await request.verify();
  } catch (error) {
    throw new CsrError("The signature of the certificate request cannot be checked.", { cause: error });
  }
  if (!proven) throw new CsrError("The certificate request is not signed with the key it names.");
  return key;
}

interface LeafOrder {
  readonly commonName: string;
  readonly publicKey: webcrypto.CryptoKey | ArrayBuffer;
  readonly names: readonly { readonly type: "dns" | "ip" | "url"; readonly value: string }[];
  readonly usage: x509.ExtendedKeyUsage;
  readonly validity: Validity;
}

async function makeLeaf(signer: Signer, order: LeafOrder): Promise<{ pem: string; serial: string }> {
  const serial = newSerial();
  const made = await x509.X509CertificateGenerator.create({
    serialNumber: serial,
    subject: nameOf({ CN: order.commonName }),
    issuer: signer.certificate.subjectName,
    ...dates(order.validity),
    signingKey: signer.key,
    publicKey: order.publicKey,
    signingAlgorithm: signature,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([order.usage], true),
      new x509.SubjectAlternativeNameExtension([...order.names]),
      await x509.SubjectKeyIdentifierExtension.create(order.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(signer.certificate.publicKey),
    ],
  });
  return { pem: pemOf("CERTIFICATE", made.rawData), serial };
}

export async function makeDeviceCertificate(
  signer: Signer,
  order: { readonly endpointId: string; readonly key: KeyObject; readonly validity: Validity },
): Promise<{ pem: string; serial: string }> {
  const der = order.key.export({ type: "spki", format: "der" });
  return makeLeaf(signer, {
    commonName: order.endpointId,
    publicKey: new Uint8Array(der).buffer,
    names: [{ type: "url", value: endpointUri(order.endpointId) }],
    usage: x509.ExtendedKeyUsage.clientAuth,
    validity: order.validity,
  });
}

export async function makeServerCertificate(
  signer: Signer,
  order: {
    readonly names: readonly string[];
    readonly addresses: readonly string[];
    readonly validity: Validity;
  },
): Promise<{ pem: string; serial: string; keyPem: string }> {
  const { pair, keyPem } = await newKeyPair();
  const made = await makeLeaf(signer, {
    commonName: order.names[0] ?? "collector",
    publicKey: pair.publicKey,
    names: [
      ...order.names.map((value) => ({ type: "dns" as const, value })),
      ...order.addresses.map((value) => ({ type: "ip" as const, value })),
    ],
    usage: x509.ExtendedKeyUsage.serverAuth,
    validity: order.validity,
  });
  return { ...made, keyPem };
}
