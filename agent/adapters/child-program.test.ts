import { createPublicKey, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createTestAuthority } from "#test/support/test-collector.ts";
import { makeCertificateRequest } from "./csr-child-process.ts";
import { createHostInfoProcess } from "./host-info-process.ts";

const never = new AbortController().signal;

describe("short-lived children", () => {
  it("make a key and a request for it, and later a request for the same key", async () => {
    const authority = await createTestAuthority();
    const first = await makeCertificateRequest(null, "PC-03 事務局", never);
    const again = await makeCertificateRequest(first.key, "PC-03", never);
    expect(again.key).toBe(first.key);
    const certificate = new X509Certificate(await authority.sign(again.csr, "pc-3"));
    expect(certificate.publicKey.equals(createPublicKey(first.key))).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  });

  it("say what is wrong with a key that is none", async () => {
    await expect(makeCertificateRequest("no key", "PC-03", never)).rejects.toThrow("csr-child ended with 1");
  });

  it("end when they are told to", async () => {
    const stopping = new AbortController();
    const making = makeCertificateRequest(null, "PC-03", stopping.signal);
    stopping.abort();
    await expect(making).rejects.toThrow("aborted");
  });

  it("read what this computer is, once a day", async () => {
    let ms = 0;
    const hostFacts = createHostInfoProcess(() => ms);
    const facts = await hostFacts(never);
    expect(facts).toMatchObject({ osInfo: {}, cpu: {}, mem: {} });
    expect(await hostFacts(never)).toBe(facts);
    ms = 25 * 3_600_000;
    expect(await hostFacts(never)).not.toBe(facts);
  });
});
