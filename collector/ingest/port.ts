import type { Wording } from "#shared/model/common.ts";
import type { EnrolRequest, EnrolResponse } from "#shared/protocol/enrolment.ts";

/** The part of a pino logger that is used here. */
export interface Log {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

/** A certificate made for one computer. */
export interface DeviceCertificate {
  readonly pem: string;
  /** Serial number in lower-case hexadecimal. */
  readonly serial: string;
  readonly expiresAt: string;
  /** SHA-256 (hex) of the public key (SPKI) it was made for. */
  readonly keyHash: string;
}

/** What a certificate of this authority says about its bearer. */
export interface DeviceIdentity {
  readonly endpointId: string;
  readonly keyHash: string;
  readonly serial: string;
  readonly expiresAt: string;
}

export interface ServerCertificate {
  /** The certificate followed by the authority's, in PEM. */
  readonly cert: string;
  readonly key: string;
  readonly expiresAt: string;
}

/** The collector's own certificate authority, and the key that seals small secrets. */
export interface Authority {
  /** SHA-256 of the authority's certificate (DER), 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
  readonly certificatePem: string;
  /** The name the agents' port always proves, whatever address it is reached by. */
  readonly serverName: string;
  /**
   * Makes a certificate of 90 days for the key in a certificate request; everything else in the request is ignored.
   * @throws CsrError where the request cannot be honoured.
   */
  issueDevice(request: { readonly csrPem: string; readonly endpointId: string }): Promise<DeviceCertificate>;
  /** A certificate for a port of this collector; the same one until half of its 90 days are over. */
  issueServer(subject: {
    readonly names: readonly string[];
    readonly addresses: readonly string[];
  }): Promise<ServerCertificate>;
  /**
   * Reads a client certificate (DER) and proves that it is a computer's, of this authority and valid now.
   * @throws CertificateError with the reason.
   */
  verifyDevice(der: Uint8Array): DeviceIdentity;
  /** Seals a text under the installation's key (AES-256-GCM). */
  seal(text: string): string;
  /** @throws SealError where the text was not sealed here or was changed. */
  open(sealed: string): string;
}

/** The authority cannot be used; `message` says what to do, nothing was overwritten. */
export class AuthorityError extends Error {
  readonly code: "damaged" | "incomplete" | "not-writable" | "expired" | "clock";
  constructor(code: AuthorityError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AuthorityError";
    this.code = code;
  }
}

/** A certificate request that is not honoured; `message` says why. */
export class CsrError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CsrError";
  }
}

/** A client certificate that is not believed. */
export class CertificateError extends Error {
  readonly code: "not-enrolled" | "wrong-certificate";
  constructor(code: CertificateError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CertificateError";
    this.code = code;
  }
}

/** A sealed text that cannot be opened. */
export class SealError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SealError";
  }
}

export type EnrolmentRefusal = "unknown" | "expired" | "used" | "bad-csr";

type EnrolmentOutcome =
  | { readonly ok: true; readonly response: EnrolResponse }
  | { readonly ok: false; readonly why: EnrolmentRefusal; readonly sentence: Wording };

interface NewCode {
  /** What the person copies: the secret, a dot and the authority's fingerprint. Shown once, never stored. */
  readonly code: string;
  readonly secretHash: string;
  readonly expiresAt: string;
}

export type RenewalOutcome =
  | {
      readonly ok: true;
      readonly certificate: string;
      readonly ca: string;
      readonly expiresAt: string;
    }
  | { readonly ok: false; readonly why: "not-enrolled" | "revoked" | "bad-csr"; readonly message: string };

/** How a computer becomes known, and stays so. */
export interface Enrolment {
  /** Makes a code for one computer: one use, 10 minutes. `local` marks the collector's own host. */
  createCode(order: {
    readonly siteId: string;
    readonly createdBy: string;
    readonly local: boolean;
  }): Promise<NewCode>;
  /** Exchanges a code for a certificate. The same code and key again give the same identity. */
  enrol(request: EnrolRequest): Promise<EnrolmentOutcome>;
  /** A new certificate for the key an enrolled computer already has; `keyHash` is that of its connection. */
  renew(endpointId: string, keyHash: string, csrPem: string): Promise<RenewalOutcome>;
}

/** The agents' port. */
export interface AgentListener {
  /** Starts to listen; rejects with the system's error (EADDRINUSE, EACCES …) where it cannot. */
  listen(at: { readonly host: string; readonly port: number }): Promise<void>;
  /** Where it listens, or null before and after. */
  address(): { readonly host: string; readonly port: number } | null;
  /** Computers whose agents are connected and greeted at this moment. */
  connected(): ReadonlySet<string>;
  /** Sends settings again to one computer, or to all. Never throws; a failure is logged. */
  pushSettings(endpointId?: string): void;
  /** Tells an agent that it is refused from now on and closes its connection, if it has one. */
  disconnect(endpointId: string, reason: string): void;
  /** Closes every connection and resolves when nothing is being stored any more. */
  stop(): Promise<void>;
}
