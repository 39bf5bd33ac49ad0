import { X509Certificate } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { collectorServerName, openAuthority } from "./authority.ts";
import { AuthorityError, CertificateError, CsrError, SealError, type Authority } from "./port.ts";
import { makeDevice, makeRequest, scratch } from "./testing.ts";

const start = Temporal.Instant.from("2026-11-24T00:00:00Z");
let directory: string;
let remove: () => Promise<void>;
let clock: Temporal.Instant;
const open = (organisation = '火の見組合 = CN, "x"'): Promise<Authority> =>
  openAuthority({ directory, organisation, now: () => clock });

beforeEach(async () => {
  clock = start;
  const made = await scratch();
  directory = join(made.path, "authority");
  remove = made.remove;
});
afterEach(() => remove());

const refusal = async (): Promise<AuthorityError> => {
  const error: unknown = await open().then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AuthorityError);
  return error as AuthorityError;
};
const contents = async (): Promise<Record<string, string>> => {
  const names = await readdir(directory);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), "utf8")])),
  );
};

describe("the authority on disk", () => {
  it("is made once, is private, and is the same at the next start", async () => {
    const first = await open();
    const native = new X509Certificate(first.certificatePem);
    expect(native.fingerprint256.replaceAll(":", "").toLowerCase()).toBe(first.fingerprint);
    expect(native.ca).toBe(true);
    expect(native.subject).toContain("O=火の見組合");
    expect(Temporal.Instant.from(new Date(native.validTo).toISOString()).toString()).toBe(
      "2036-11-24T00:00:00Z",
    );
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(directory))
      expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
    const before = await contents();
    const second = await open("another name");
    expect(second.fingerprint).toBe(first.fingerprint);
    expect(await contents()).toEqual(before);
  });

  it("takes the rights of others away that a restore may have given", async () => {
    await open();
    await chmod(join(directory, "authority.pem"), 0o644);
    await chmod(directory, 0o755);
    await open();
    expect((await stat(join(directory, "authority.pem"))).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it("makes one authority when two starts race", async () => {
    // The age of a file is told by the computer's own clock: what the other start writes must not look abandoned.
    clock = Temporal.Now.instant();
    const both = await Promise.all([open(), open()]);
    expect(both[0].fingerprint).toBe(both[1].fingerprint);
    expect(both[0].open(both[1].seal("x"))).toBe("x");
  });

  it("goes on where a power failure left off, and sweeps what was half written", async () => {
    await mkdir(directory, { recursive: true });
    const half = join(directory, ".0123456789abcdef.new");
    await writeFile(half, "-----BEGIN PRIV");
    const yesterday = start.subtract({ hours: 24 }).epochMilliseconds / 1000;
    await utimes(half, yesterday, yesterday);
    const first = await open();
    await rm(join(directory, "ca.crt"));
    expect((await open()).fingerprint).toBe(first.fingerprint);
    expect((await readdir(directory)).toSorted()).toEqual(["authority.pem", "ca.crt", "seal.key"]);
  });

  it.each(["authority.pem", "seal.key"])(
    "refuses a damaged %s at every length, overwriting nothing",
    async (name) => {
      await open();
      const path = join(directory, name);
      const whole = await readFile(path, "utf8");
      const lengths = [
        ...Array.from({ length: 20 }, (_, index) => Math.floor((whole.length * index) / 20)),
        whole.length - 1,
      ];
      for (const length of lengths) {
        await writeFile(path, whole.slice(0, length));
        const before = await contents();
        const error = await refusal();
        expect(error.code).toBe("damaged");
        expect(error.message).toContain(path);
        expect(error.message).toContain("backup");
        expect(await contents()).toEqual(before);
      }
      await writeFile(path, whole);
      await open();
    },
  );

  it("refuses a key that is not the certificate's", async () => {
    await open();
    const path = join(directory, "authority.pem");
    const mine = await readFile(path, "utf8");
    await rm(directory, { recursive: true });
    await open();
    const other = await readFile(path, "utf8");
    const certificateAt = mine.indexOf("-----BEGIN CERTIFICATE");
    await writeFile(
      path,
      other.slice(0, other.indexOf("-----BEGIN CERTIFICATE")) + mine.slice(certificateAt),
    );
    expect((await refusal()).code).toBe("damaged");
  });

  it.each(["authority.pem", "seal.key"])(
    "says that %s is missing instead of making a new one",
    async (name) => {
      await open();
      await rm(join(directory, name));
      const error = await refusal();
      expect(error.code).toBe("incomplete");
      expect(await readdir(directory)).not.toContain(name);
    },
  );

  it("says so when the clock is before its making or after its end", async () => {
    await open();
    clock = Temporal.Instant.from("1970-01-02T00:00:00Z");
    expect((await refusal()).code).toBe("clock");
    clock = Temporal.Instant.from("2036-11-24T00:00:00Z");
    expect((await refusal()).code).toBe("expired");
  });

  it("says so when the directory cannot be made", async () => {
    await writeFile(directory, "a file stands here");
    const error = await refusal();
    expect(error.code).toBe("not-writable");
    expect(error.message).toContain(directory);
  });
});

const pem = (text: string): string =>
  `-----BEGIN CERTIFICATE REQUEST-----\n${text}\n-----END CERTIFICATE REQUEST-----`;
const rsa = (modulusLength: number, exponent = [1, 0, 1]) => ({
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength,
  publicExponent: new Uint8Array(exponent),
});

describe("device certificates", () => {
  it("name the computer and nothing the request asked for", async () => {
    const authority = await open();
    const device = await makeDevice(authority, "ep_0123456789abcdef");
    const native = new X509Certificate(device.certificate);
    expect(native.subject).toBe("CN=ep_0123456789abcdef");
    expect(native.subjectAltName).toBe("URI:urn:hinomi:endpoint:ep_0123456789abcdef");
    expect(native.ca).toBe(false);
    expect(native.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(new Date(native.validFrom).toISOString()).toBe("2026-11-23T23:55:00.000Z");
    expect(new Date(native.validTo).toISOString()).toBe("2027-02-22T00:00:00.000Z");
    const identity = authority.verifyDevice(native.raw);
    expect(identity).toEqual({
      endpointId: "ep_0123456789abcdef",
      keyHash: device.keyHash,
      serial: native.serialNumber.toLowerCase(),
      expiresAt: "2027-02-22T00:00:00.000Z",
    });
  });

  it("are made for P-256, Ed25519 and RSA keys of 2048 bits, not for others", async () => {
    const authority = await open();
    for (const algorithm of [{ name: "Ed25519" } as const, rsa(2048)]) {
      const { csrPem } = await makeRequest(algorithm);
      expect((await authority.issueDevice({ csrPem, endpointId: "ep_x" })).keyHash).toMatch(
        /^[0-9a-f]{64}$/u,
      );
    }
    for (const algorithm of [{ name: "ECDSA", namedCurve: "P-384" }, rsa(1024), rsa(2048, [3])]) {
      const { csrPem } = await makeRequest(algorithm);
      await expect(authority.issueDevice({ csrPem, endpointId: "ep_x" })).rejects.toThrow(
        /P-256, Ed25519 or RSA/u,
      );
    }
  });

  it("are refused where the request is not signed with its own key", async () => {
    const authority = await open();
    const { csrPem } = await makeRequest();
    const der = Buffer.from(csrPem.replaceAll(/-----[^-]+-----|\s/gu, ""), "base64");
    // The last byte belongs to the signature; one in the middle to the key or the name.
    for (const at of [der.length - 1, Math.floor(der.length / 3)]) {
      const forged = Buffer.from(der);
      forged[at] = (forged[at] ?? 0) ^ 1;
      const altered = pem(forged.toString("base64"));
      await expect(authority.issueDevice({ csrPem: altered, endpointId: "ep_x" })).rejects.toThrow(CsrError);
    }
  });

  it("are never made from nonsense, and nonsense never breaks anything", async () => {
    const authority = await open();
    const nested = Buffer.alloc(6000, Buffer.from([0x30, 0x80])).toString("base64");
    const cases = fc.oneof(
      fc.string(),
      fc.base64String().map(pem),
      fc.string().map(pem),
      fc.constant(pem(nested)),
    );
    await fc.assert(
      fc.asyncProperty(cases, async (csrPem) => {
        await expect(authority.issueDevice({ csrPem, endpointId: "ep_x" })).rejects.toThrow(CsrError);
      }),
      { numRuns: 200 },
    );
  });

  it("are not believed when of another authority, expired, early, for servers, or nonsense", async () => {
    const authority = await open();
    const device = new X509Certificate((await makeDevice(authority)).certificate);
    clock = start.add({ hours: 90 * 24 });
    expect(() => authority.verifyDevice(device.raw)).toThrow(/expired/u);
    clock = start.subtract({ hours: 1 });
    expect(() => authority.verifyDevice(device.raw)).toThrow(/not valid yet/u);
    clock = start;
    const server = new X509Certificate((await authority.issueServer({ names: [], addresses: [] })).cert);
    expect(() => authority.verifyDevice(server.raw)).toThrow(/not a computer's/u);
    expect(() => authority.verifyDevice(new X509Certificate(authority.certificatePem).raw)).toThrow(
      CertificateError,
    );
    expect(() => authority.verifyDevice(new Uint8Array([1, 2, 3]))).toThrow(CertificateError);
    await rm(directory, { recursive: true });
    const other = await open();
    expect(() => other.verifyDevice(device.raw)).toThrow(/not of this collector's authority/u);
  });
});

describe("server certificates", () => {
  it("carry names and addresses, are kept, and are renewed at half of their life", async () => {
    const authority = await open();
    const subject = {
      names: ["Hinomi.Office.example"],
      addresses: ["192.168.1.5", "fd00::5", "not an address"],
    };
    const first = await authority.issueServer(subject);
    const native = new X509Certificate(first.cert);
    expect(native.checkHost(collectorServerName)).toBe(collectorServerName);
    expect(native.checkHost("hinomi.office.example")).toBe("hinomi.office.example");
    expect(native.checkIP("192.168.1.5")).toBe("192.168.1.5");
    expect(native.checkIP("fd00::5")).toBe("fd00::5");
    expect(native.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    clock = start.add({ hours: 44 * 24 });
    expect(await (await open()).issueServer(subject)).toEqual(first);
    expect((await authority.issueServer({ names: [], addresses: [] })).cert).not.toBe(first.cert);
    clock = start.add({ hours: 46 * 24 });
    const renewed = await authority.issueServer(subject);
    expect(renewed.cert).not.toBe(first.cert);
    expect(await authority.issueServer(subject)).toEqual(renewed);
  });

  it("are made anew where the kept file is broken, and old ones are swept", async () => {
    const authority = await open();
    const subject = { names: [], addresses: [] };
    await authority.issueServer(subject);
    const name = (await readdir(directory)).find((one) => one.startsWith("server-")) ?? "";
    await writeFile(join(directory, name), "nonsense");
    expect((await authority.issueServer(subject)).cert).toContain("BEGIN CERTIFICATE");
    clock = start.add({ hours: 91 * 24 });
    await open();
    expect(await readdir(directory)).not.toContain(name);
  });
});

describe("the seal", () => {
  it("opens what it sealed, never twice the same, and nothing else", async () => {
    const authority = await open();
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(), (text, where) => {
        const sealed = authority.seal(text);
        expect(authority.open(sealed)).toBe(text);
        expect(authority.seal(text)).not.toBe(sealed);
        const bytes = Buffer.from(sealed.slice(3), "base64url");
        const at = where % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        expect(() => authority.open(`s1.${bytes.toString("base64url")}`)).toThrow(SealError);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => authority.open(text)).toThrow(SealError);
      }),
    );
  });
});
