import { createPrivateKey, X509Certificate } from "node:crypto";
import { z } from "zod";
import { id } from "#shared/model/common.ts";
import { explain } from "../core/log.ts";
import { identityFile, keyFile, readIfThere, writePrivately } from "./identity-files.ts";

const stored = z.object({
  endpointId: id,
  certificate: z.string(),
  ca: z.string(),
  addresses: z.array(z.string()).min(1),
  serverName: z.string().min(1),
  kind: z.enum(["terminal", "server"]),
});
export type StoredIdentity = z.infer<typeof stored>;

/** Why this computer has no usable identity; `message` says what to do. */
export class IdentityError extends Error {
  readonly code: "not-enrolled" | "damaged" | "denied" | "refused";
  constructor(code: IdentityError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "IdentityError";
    this.code = code;
  }
}

/** Who this computer is to its collector. */
export interface Identity {
  readonly endpointId: string;
  readonly kind: "terminal" | "server";
  readonly addresses: readonly string[];
  readonly serverName: string;
  readonly key: string;
  certificate(): string;
  ca(): string;
  /** When the certificate ends, an ISO instant. */
  expiresAt(): string;
  /** Whether half of the certificate's life is over. */
  renewalDue(now: string): boolean;
  /**
   * Takes a renewed certificate.
   * @throws IdentityError when it is not for this key or not of the authority trusted since enrolment; the old one stays.
   */
  accept(certificate: string): void;
}

/** @throws IdentityError when the computer is not enrolled, or its files cannot be read or do not belong together. */
export function loadIdentity(directory: string): Identity {
  const key = read(keyFile(directory), directory);
  const text = read(identityFile(directory), directory);
  if (key === null || text === null) {
    throw new IdentityError(
      "not-enrolled",
      `this computer is not enrolled yet (${directory} has no identity); make a code under 設定 and run: hinomi enrol`,
    );
  }
  let identity = parse(text, directory);
  let leaf = checked(identity, key, directory);
  return {
    endpointId: identity.endpointId,
    kind: identity.kind,
    addresses: identity.addresses,
    serverName: identity.serverName,
    key,
    certificate: () => identity.certificate,
    ca: () => identity.ca,
    expiresAt: () => instantOf(leaf.validToDate),
    renewalDue(now) {
      const [from, to] = [leaf.validFromDate.getTime(), leaf.validToDate.getTime()];
      return Temporal.Instant.from(now).epochMilliseconds >= from + (to - from) / 2;
    },
    accept(certificate) {
      const next = { ...identity, certificate };
      let fresh: X509Certificate;
      try {
        fresh = checked(next, key, directory);
      } catch (error) {
        throw new IdentityError("refused", "the renewed certificate does not belong to this computer", {
          cause: error,
        });
      }
      writePrivately(identityFile(directory), JSON.stringify(next));
      identity = next;
      leaf = fresh;
    },
  };
}

/** Keeps what enrolment gave; the key lies there already. */
export function storeIdentity(directory: string, identity: StoredIdentity): void {
  writePrivately(identityFile(directory), JSON.stringify(identity));
}

/** Checks that certificate, key and authority belong together. Throws an Error that names what does not. */
export function checkCertificate(certificate: string, ca: string, key: string): X509Certificate {
  const leaf = new X509Certificate(certificate);
  const authority = new X509Certificate(ca);
  if (!leaf.checkPrivateKey(createPrivateKey(key))) throw new Error("the certificate is for another key");
  if (!leaf.checkIssued(authority) || !leaf.verify(authority.publicKey)) {
    throw new Error("the certificate was not made by this authority");
  }
  return leaf;
}

const instantOf = (date: Date): string => Temporal.Instant.fromEpochMilliseconds(date.getTime()).toString();

function read(file: string, directory: string): string | null {
  try {
    return readIfThere(file);
  } catch (error) {
    throw new IdentityError("denied", `${file} cannot be read; run the agent as the owner of ${directory}`, {
      cause: error,
    });
  }
}

function parse(text: string, directory: string): StoredIdentity {
  try {
    return stored.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(directory, error);
  }
}

function checked(identity: StoredIdentity, key: string, directory: string): X509Certificate {
  try {
    return checkCertificate(identity.certificate, identity.ca, key);
  } catch (error) {
    throw damaged(directory, error);
  }
}

function damaged(directory: string, cause: unknown): IdentityError {
  return new IdentityError(
    "damaged",
    `the identity in ${directory} is damaged (${explain(cause)}); restore agent-key.pem and agent-identity.json, or remove both and enrol again`,
    { cause },
  );
}
