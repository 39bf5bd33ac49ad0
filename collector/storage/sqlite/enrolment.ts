import { endpoint } from "#shared/model/endpoint.ts";
import type { EndpointRecord, EndpointStore } from "../port.ts";
import { flag, text, textOrNull, word } from "./columns.ts";
import type { Row } from "./database.ts";
import type { Engine } from "./engine.ts";
import { refreshEndpointSearch } from "./search-rows.ts";
import { folded, moment } from "./texts.ts";

const recordOf = (row: Row): EndpointRecord => ({
  id: text(row, "id"),
  hostname: text(row, "hostname"),
  managementNumber: textOrNull(row, "management_number"),
  platform: word(row, "platform", endpoint.shape.platform),
  kind: word(row, "kind", endpoint.shape.kind),
  siteId: text(row, "site_id"),
  state: word(row, "state", endpoint.shape.state),
  enrolledAt: text(row, "enrolled_at"),
  keyHash: text(row, "key_hash"),
  certificateSerial: text(row, "certificate_serial"),
  certificateExpiresAt: text(row, "certificate_expires_at"),
  agentVersion: text(row, "agent_version"),
  local: flag(row, "local"),
});

type Candidate = Parameters<EndpointStore["enrol"]>[1];
type Answer = Awaited<ReturnType<EndpointStore["enrol"]>>;

/** One-time codes and what they are used for. */
export function createEnrolment({ db, write }: Engine): Pick<EndpointStore, "enrol" | "addCode"> {
  const insert = (candidate: Candidate, code: Row): void => {
    db.run(
      `INSERT INTO endpoints (id, hostname, sort_name, search_text, management_number, platform, kind, site_id, state,
         enrolled_at, key_hash, certificate_serial, certificate_expires_at, agent_version, local)
       VALUES (?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      candidate.id,
      candidate.hostname,
      folded(candidate.hostname),
      candidate.managementNumber,
      candidate.platform,
      candidate.kind,
      text(code, "site_id"),
      candidate.state,
      moment(candidate.enrolledAt),
      candidate.keyHash,
      candidate.certificateSerial,
      moment(candidate.certificateExpiresAt),
      candidate.agentVersion,
      flag(code, "local") ? 1 : 0,
    );
    refreshEndpointSearch(db, candidate.id);
  };

  const byKey = (keyHash: string): Row | undefined =>
    db.get("SELECT * FROM endpoints WHERE key_hash = ?", keyHash);

  const enrol = (secretHash: string, candidate: Candidate, at: string): Answer => {
    const code = db.get("SELECT * FROM enrolment_codes WHERE secret_hash = ?", secretHash);
    if (!code) return { ok: false, why: "unknown" };
    const usedFor = textOrNull(code, "key_hash");
    if (usedFor !== null && usedFor !== candidate.keyHash) return { ok: false, why: "used" };
    if (usedFor === null && moment(at) >= text(code, "expires_at")) return { ok: false, why: "expired" };
    const known = byKey(candidate.keyHash);
    // A revoked key never comes back, neither by a repeated request nor by a fresh code.
    if (known && text(known, "state") === "revoked") return { ok: false, why: "used" };
    if (known) {
      db.run(
        "UPDATE endpoints SET certificate_serial = ?, certificate_expires_at = ? WHERE key_hash = ?",
        candidate.certificateSerial,
        moment(candidate.certificateExpiresAt),
        candidate.keyHash,
      );
    } else {
      insert(candidate, code);
    }
    const row = byKey(candidate.keyHash);
    if (!row) return { ok: false, why: "unknown" };
    if (usedFor === null)
      db.run(
        "UPDATE enrolment_codes SET used_at = ?, key_hash = ?, endpoint_id = ? WHERE secret_hash = ?",
        moment(at),
        candidate.keyHash,
        text(row, "id"),
        secretHash,
      );
    return { ok: true, endpoint: recordOf(row) };
  };

  return {
    enrol: async (secretHash, candidate, at) => write(() => enrol(secretHash, candidate, at)),
    addCode: async (code) =>
      write(() => {
        db.run(
          `INSERT INTO enrolment_codes (secret_hash, site_id, local, created_at, expires_at, created_by)
           VALUES (?, ?, ?, ?, ?, ?)`,
          code.secretHash,
          code.siteId,
          code.local ? 1 : 0,
          moment(code.createdAt),
          moment(code.expiresAt),
          code.createdBy,
        );
      }),
  };
}
