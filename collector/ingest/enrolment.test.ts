import { randomBytes, X509Certificate } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { EndpointRecord, EnrolmentCode } from "#collector/storage/port.ts";
import {
  enrolmentCode,
  enrolResponse,
  parseEnrolmentCode,
  type EnrolRequest,
} from "#shared/protocol/enrolment.ts";
import { openAuthority } from "./authority.ts";
import { base32, createEnrolment, hashOfSecret } from "./enrolment.ts";
import type { Authority, Enrolment } from "./port.ts";
import { createFakeStore, makeRequest, scratch } from "./testing.ts";

const start = Temporal.Instant.from("2026-11-24T00:00:00Z");
let authority: Authority;
let remove: () => Promise<void>;
let clock: Temporal.Instant;
let codes: Map<string, EnrolmentCode>;
let endpoints: Map<string, EndpointRecord>;
let enrolment: Enrolment;

beforeAll(async () => {
  const directory = await scratch();
  remove = directory.remove;
  authority = await openAuthority({ directory: directory.path, organisation: "試験", now: () => start });
});
afterAll(() => remove());

beforeEach(() => {
  clock = start;
  codes = new Map();
  endpoints = new Map();
  const base = createFakeStore().store.endpoints;
  enrolment = createEnrolment({
    authority,
    addresses: () => ["hinomi.example:8611"],
    now: () => clock,
    random: (bytes) => randomBytes(bytes),
    store: {
      ...base,
      addCode: (code) =>
        Promise.resolve(
          void codes.set(code.secretHash, { ...code, usedAt: null, keyHash: null, endpointId: null }),
        ),
      enrol(secretHash, candidate, at) {
        const code = codes.get(secretHash);
        if (code === undefined) return Promise.resolve({ ok: false, why: "unknown" });
        if (code.endpointId !== null) {
          const endpoint = endpoints.get(code.endpointId);
          return Promise.resolve(
            endpoint !== undefined && code.keyHash === candidate.keyHash
              ? { ok: true, endpoint }
              : { ok: false, why: "used" },
          );
        }
        if (code.expiresAt <= at) return Promise.resolve({ ok: false, why: "expired" });
        const endpoint = { ...candidate, siteId: code.siteId, local: code.local };
        endpoints.set(candidate.id, endpoint);
        codes.set(secretHash, { ...code, usedAt: at, keyHash: candidate.keyHash, endpointId: candidate.id });
        return Promise.resolve({ ok: true, endpoint });
      },
      async get(id) {
        const known = endpoints.get(id);
        if (known === undefined) return null;
        const shown = createFakeStore();
        shown.enrol({ endpointId: id, keyHash: known.keyHash, certificate: "", keyPem: "" });
        shown.setState(id, known.state);
        return shown.store.endpoints.get(id);
      },
      renewed(id, certificateSerial, certificateExpiresAt) {
        const known = endpoints.get(id);
        if (known !== undefined) endpoints.set(id, { ...known, certificateSerial, certificateExpiresAt });
        return Promise.resolve();
      },
    },
  });
});

const order = { siteId: "office", createdBy: "person_1", local: false };
const request = (code: string, csr: string): EnrolRequest => ({
  secret: parseEnrolmentCode(code).secret,
  csr,
  hostname: "経理-PC01<b>",
  platform: "linux",
  kind: "terminal",
  agentVersion: "0.1.0",
});

describe("enrolment", () => {
  it("makes codes of 80 bits that carry the fingerprint and are stored only as a hash", async () => {
    const made = await enrolment.createCode(order);
    expect(enrolmentCode.parse(made.code)).toBe(made.code);
    const parts = parseEnrolmentCode(made.code);
    expect(parts.fingerprint).toBe(authority.fingerprint);
    expect(made.secretHash).toBe(hashOfSecret(parts.secret));
    expect(made.expiresAt).toBe("2026-11-24T00:10:00.000Z");
    expect(JSON.stringify([...codes])).not.toContain(parts.secret);
    expect((await enrolment.createCode(order)).code).not.toBe(made.code);
  });

  it("gives an identity and a certificate that proves it", async () => {
    const { code } = await enrolment.createCode({ ...order, local: true });
    const outcome = await enrolment.enrol(request(code, (await makeRequest()).csrPem));
    if (!outcome.ok) throw new Error(outcome.why);
    const answer = enrolResponse.parse(outcome.response);
    expect(answer.endpointId).toMatch(/^ep_[0-9a-hjkmnp-tv-z]{16}$/u);
    expect(answer.addresses).toEqual(["hinomi.example:8611"]);
    expect(answer.serverName).toBe(authority.serverName);
    const identity = authority.verifyDevice(new X509Certificate(answer.certificate).raw);
    expect(endpoints.get(answer.endpointId)).toMatchObject({
      keyHash: identity.keyHash,
      certificateSerial: identity.serial,
      certificateExpiresAt: identity.expiresAt,
      siteId: "office",
      local: true,
      state: "active",
    });
  });

  it("gives a device that asks again the same identity, and another device none", async () => {
    const { code } = await enrolment.createCode(order);
    const mine = (await makeRequest()).csrPem;
    const first = await enrolment.enrol(request(code, mine));
    clock = start.add({ minutes: 30 });
    const again = await enrolment.enrol(request(code, mine));
    if (!first.ok || !again.ok) throw new Error("refused");
    expect(again.response.endpointId).toBe(first.response.endpointId);
    const identity = authority.verifyDevice(new X509Certificate(again.response.certificate).raw);
    expect(identity.endpointId).toBe(first.response.endpointId);
    expect(endpoints.get(identity.endpointId)?.certificateSerial).toBe(identity.serial);
    expect(endpoints.size).toBe(1);
    expect(await enrolment.enrol(request(code, (await makeRequest()).csrPem))).toMatchObject({
      ok: false,
      why: "used",
    });
  });

  it("refuses unknown and old codes and bad requests, each with a sentence", async () => {
    const { code } = await enrolment.createCode(order);
    const csr = (await makeRequest()).csrPem;
    const refusals = [
      await enrolment.enrol({ ...request(code, csr), secret: "0000-0000-0000-0000" }),
      await enrolment.enrol(request(code, "nonsense")),
    ];
    clock = start.add({ minutes: 10 });
    refusals.push(await enrolment.enrol(request(code, csr)));
    expect(refusals.map((one) => (one.ok ? "ok" : one.why))).toEqual(["unknown", "bad-csr", "expired"]);
    for (const one of refusals) {
      if (one.ok) continue;
      expect(one.sentence.en.length).toBeGreaterThan(20);
      expect(one.sentence.ja).toMatch(/。$/u);
    }
    expect(endpoints.size).toBe(0);
  });
});

describe("renewal", () => {
  it("is for the key the computer has, while it is enrolled", async () => {
    const { code } = await enrolment.createCode(order);
    const csr = (await makeRequest()).csrPem;
    const outcome = await enrolment.enrol(request(code, csr));
    if (!outcome.ok) throw new Error(outcome.why);
    const { endpointId } = outcome.response;
    const keyHash = endpoints.get(endpointId)?.keyHash ?? "";
    const renewed = await enrolment.renew(endpointId, keyHash, csr);
    if (!renewed.ok) throw new Error(renewed.message);
    const identity = authority.verifyDevice(new X509Certificate(renewed.certificate).raw);
    expect(identity.endpointId).toBe(endpointId);
    expect(endpoints.get(endpointId)?.certificateSerial).toBe(identity.serial);

    const other = (await makeRequest()).csrPem;
    expect(await enrolment.renew(endpointId, keyHash, other)).toMatchObject({ ok: false, why: "bad-csr" });
    expect(await enrolment.renew(endpointId, keyHash, "nonsense")).toMatchObject({
      ok: false,
      why: "bad-csr",
    });
    expect(await enrolment.renew("ep_nobody", keyHash, csr)).toMatchObject({
      ok: false,
      why: "not-enrolled",
    });
    const known = endpoints.get(endpointId);
    if (known !== undefined) endpoints.set(endpointId, { ...known, state: "revoked" });
    expect(await enrolment.renew(endpointId, keyHash, csr)).toMatchObject({ ok: false, why: "revoked" });
    expect(await enrolment.enrol(request(code, csr))).toMatchObject({ ok: false, why: "used" });
  });
});

describe("base32", () => {
  it("writes every 10 bytes as 16 letters that can be told apart, and loses none of them", () => {
    const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(bytes, (ten) => {
        const text = base32(ten);
        expect(text).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/u);
        const digits = text.split("").map((letter) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(letter));
        const value = digits.reduce((sum, digit) => sum * 32n + BigInt(digit), 0n);
        expect(value).toBe(BigInt(`0x${Buffer.from(ten).toString("hex")}`));
      }),
    );
  });
});
