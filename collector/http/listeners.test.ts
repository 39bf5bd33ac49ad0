import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { webcrypto } from "node:crypto";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import tls from "node:tls";
import "reflect-metadata";
import { X509CertificateGenerator } from "@peculiar/x509";
import { createHarness, type Harness } from "./harness.ts";
import { ListenError } from "./listeners.ts";

interface Identity {
  readonly cert: string;
  readonly key: string;
}
async function makeIdentity(name: string): Promise<Identity> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    { name: `CN=${name}`, keys, signingAlgorithm: algorithm, notAfter: new Date(Date.now() + 864e5) },
    webcrypto,
  );
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  return {
    cert: certificate.toString("pem"),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
  };
}

let first: Identity;
let second: Identity;
beforeAll(async () => {
  [first, second] = await Promise.all([makeIdentity("first"), makeIdentity("second")]);
});

let harness: Harness;
afterEach(async () => harness.server.stop());

async function ask(
  url: string,
  headers: Record<string, string> = {},
): Promise<{
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly subject: string;
}> {
  return new Promise((resolve, reject) => {
    const options = { headers, rejectUnauthorized: false, agent: false };
    const take = (response: http.IncomingMessage): void => {
      const { socket } = response;
      const cn: unknown = socket instanceof tls.TLSSocket ? socket.getPeerCertificate().subject.CN : "";
      response
        .resume()
        .on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, subject: String(cn) }),
        );
    };
    (url.startsWith("https") ? https.get(url, options, take) : http.get(url, options, take)).on(
      "error",
      reject,
    );
  });
}

describe("the listeners", () => {
  it("serve plain HTTP on loopback only", async () => {
    harness = await createHarness(await openMemoryStore({ chain: "test" }));
    const port = await harness.server.listenHttp({ port: 0 });
    expect(harness.server.addresses()[0]).toBe(`http://127.0.0.1:${port}`);
    expect((await ask(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    expect((await ask(`http://127.0.0.1:${port}/`, { host: "evil.example" })).status).toBe(421);
    for (const address of harness.server.addresses()) expect(address).toMatch(/127\.0\.0\.1|\[::1\]/u);
  });

  it("serve HTTPS with a certificate that can be replaced, and HSTS everywhere but on loopback", async () => {
    harness = await createHarness(await openMemoryStore({ chain: "test" }), { allowedHosts: ["hinomi.lan"] });
    const port = await harness.server.listenHttps({ host: "127.0.0.1", port: 0, ...first });
    const url = `https://127.0.0.1:${port}/api/v1/session`;
    const loopback = await ask(url);
    expect(loopback).toMatchObject({ status: 200, subject: "first" });
    expect(loopback.headers["strict-transport-security"]).toBeUndefined();
    expect((await ask(url, { host: "hinomi.lan" })).headers["strict-transport-security"]).toMatch(/max-age/u);
    harness.server.replaceCertificate(second.cert, second.key);
    expect((await ask(url)).subject).toBe("second");
    expect(() => harness.server.replaceCertificate(first.cert, second.key)).toThrow(/key/iu);
    expect((await ask(url)).subject).toBe("second");
  });

  it("answer on HTTPS under the very address a connection came in on, and under no other", async () => {
    harness = await createHarness(await openMemoryStore({ chain: "test" }));
    const port = await harness.server.listenHttps({ host: "0.0.0.0", port: 0, ...first });
    expect((await ask(`https://127.0.0.2:${port}/healthz`)).status).toBe(200);
    expect((await ask(`https://127.0.0.2:${port}/healthz`, { host: `127.0.0.3:${port}` })).status).toBe(421);
  });

  it("say in one sentence that a port is taken", async () => {
    harness = await createHarness(await openMemoryStore({ chain: "test" }));
    const taken = net.createServer();
    await new Promise<void>((resolve) => {
      taken.listen(0, "127.0.0.1", resolve);
    });
    const address = taken.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const failed = harness.server.listenHttp({ port });
    await expect(failed).rejects.toThrow(ListenError);
    await expect(failed).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use by another program; end it or choose another port.`,
    );
    taken.close();
  });

  it("stop twice without harm, with a connection still open", async () => {
    harness = await createHarness(await openMemoryStore({ chain: "test" }));
    const port = await harness.server.listenHttp({ port: 0 });
    const idle = net.connect(port, "127.0.0.1");
    idle.on("error", () => {});
    await new Promise((resolve) => idle.once("connect", resolve));
    await Promise.all([harness.server.stop(), harness.server.stop()]);
    await expect(ask(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow(/ECONNREFUSED/u);
    idle.destroy();
  });
});
