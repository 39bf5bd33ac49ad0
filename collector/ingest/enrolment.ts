import { createHash } from "node:crypto";
import type { EndpointStore, StoredEndpoint } from "#collector/storage/port.ts";
import type { Wording } from "#shared/model/common.ts";
import {
  CsrError,
  type Authority,
  type DeviceCertificate,
  type Enrolment,
  type EnrolmentRefusal,
  type RenewalOutcome,
} from "./port.ts";

const codeMinutes = 10;
/** Crockford's alphabet: without I, L, O and U, which are misread or spell words. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Writes 10 random bytes (80 bits) as 16 letters and digits. */
export function base32(bytes: Uint8Array): string {
  let bits = 0;
  let held = 0;
  let text = "";
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((held >>> bits) & 31);
    }
  }
  return text;
}

/** SHA-256 (hex) of an enrolment secret in its written form; the only form in which the collector keeps it. */
export const hashOfSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** States in which a computer's certificate is no longer believed. */
export const isRefusedState = (state: StoredEndpoint["state"]): boolean =>
  state === "revoked" || state === "retired";

const sentences: Readonly<Record<EnrolmentRefusal, Wording>> = {
  unknown: {
    en: "This code is not known here. Copy the whole line from 設定, or make a new code.",
    ja: "この登録コードは、この収集サーバのものではありません。設定の画面から1行全体をコピーし直すか、新しいコードを発行してください。",
  },
  expired: {
    en: "This code has run out; a code works for 10 minutes. Make a new one.",
    ja: "この登録コードは期限切れです（有効期間は10分です）。新しいコードを発行してください。",
  },
  used: {
    en: "This code was already used by another computer. Make a new one for this computer.",
    ja: "この登録コードは、すでに別のコンピュータで使われています。このコンピュータ用に新しいコードを発行してください。",
  },
  "bad-csr": {
    en: "The certificate request of the agent cannot be honoured. Update the agent and try again.",
    ja: "エージェントの証明書要求を受け付けられません。エージェントを更新して、もう一度お試しください。",
  },
};

const iso = (instant: Temporal.Instant): string => instant.toString({ smallestUnit: "millisecond" });

const refuse = (why: EnrolmentRefusal, reason?: string) => ({
  ok: false as const,
  why,
  sentence: reason === undefined ? sentences[why] : { en: reason, ja: sentences[why].ja },
});

export interface EnrolmentDeps {
  readonly store: EndpointStore;
  readonly authority: Authority;
  /** host:port of the agents' port, best first, as devices are told. */
  readonly addresses: () => readonly string[];
  readonly now: () => Temporal.Instant;
  /** Cryptographically strong random bytes. */
  readonly random: (bytes: number) => Uint8Array;
}

/** Renews a certificate for the key the computer already has; the old one stays good until its own end. */
export function createRenewal(store: EndpointStore, authority: Authority): Enrolment["renew"] {
  return async (endpointId, keyHash, csrPem): Promise<RenewalOutcome> => {
    const endpoint = await store.get(endpointId);
    if (endpoint === null)
      return { ok: false, why: "not-enrolled", message: "This computer is not enrolled here." };
    if (isRefusedState(endpoint.state)) {
      return { ok: false, why: "revoked", message: "This computer's certificate was revoked." };
    }
    let made: DeviceCertificate;
    try {
      made = await authority.issueDevice({ csrPem, endpointId });
    } catch (error) {
      if (error instanceof CsrError) return { ok: false, why: "bad-csr", message: error.message };
      throw error;
    }
    // A renewal keeps the key: whoever holds an open connection only must not be able to move the identity to a key
    // of his own, and a power failure between issuing and storing must leave nothing undone.
    if (made.keyHash !== keyHash || endpoint.keyHash !== keyHash) {
      const message =
        "A renewal is for the key the computer was enrolled with; for a new key enrol it again.";
      return { ok: false, why: "bad-csr", message };
    }
    await store.renewed(endpointId, made.serial, made.expiresAt);
    return { ok: true, certificate: made.pem, ca: authority.certificatePem, expiresAt: made.expiresAt };
  };
}

/** Codes, enrolment and renewal over the store and the authority. */
export function createEnrolment(deps: EnrolmentDeps): Enrolment {
  const { store, authority, addresses, now, random } = deps;

  return {
    async createCode({ siteId, createdBy, local }) {
      const secret = base32(random(10)).replace(/(.{4})(?=.)/gu, "$1-");
      const secretHash = hashOfSecret(secret);
      const expiresAt = iso(now().add({ minutes: codeMinutes }));
      await store.addCode({ secretHash, siteId, local, createdAt: iso(now()), expiresAt, createdBy });
      return { code: `${secret}.${authority.fingerprint.toUpperCase()}`, secretHash, expiresAt };
    },

    async enrol(request) {
      const endpointId = `ep_${base32(random(10)).toLowerCase()}`;
      let made: DeviceCertificate;
      try {
        // Made before the code is looked up, so that an unknown, an old and a used code take the same time.
        made = await authority.issueDevice({ csrPem: request.csr, endpointId });
      } catch (error) {
        if (error instanceof CsrError) return refuse("bad-csr", error.message);
        throw error;
      }
      const at = iso(now());
      const outcome = await store.enrol(
        hashOfSecret(request.secret),
        {
          id: endpointId,
          hostname: request.hostname,
          managementNumber: null,
          platform: request.platform,
          kind: request.kind,
          state: "active",
          enrolledAt: at,
          keyHash: made.keyHash,
          certificateSerial: made.serial,
          certificateExpiresAt: made.expiresAt,
          agentVersion: request.agentVersion,
        },
        at,
      );
      if (!outcome.ok) return refuse(outcome.why);
      const { endpoint } = outcome;
      if (isRefusedState(endpoint.state)) return refuse("used");
      if (endpoint.id !== endpointId) {
        // The answer to an earlier try was lost on its way: the same device asks again and stays who it is.
        made = await authority.issueDevice({ csrPem: request.csr, endpointId: endpoint.id });
        await store.renewed(endpoint.id, made.serial, made.expiresAt);
      }
      return {
        ok: true,
        response: {
          endpointId: endpoint.id,
          certificate: made.pem,
          ca: authority.certificatePem,
          addresses: [...addresses()],
          serverName: authority.serverName,
        },
      };
    },

    renew: createRenewal(store, authority),
  };
}
