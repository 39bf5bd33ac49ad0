// The only agent file that loads an X.509 library: it runs for a moment at enrolment and renewal and ends, so that the
// agent itself never carries those megabytes. Standard input: {key: PEM or null, name}. Output: {key, csr}.
import "reflect-metadata";
import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { text } from "node:stream/consumers";
import { Pkcs10CertificateRequestGenerator } from "@peculiar/x509";
import { z } from "zod";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const request = z.strictObject({ key: z.string().nullable(), name: z.string().min(1).max(64) });

const { key, name } = request.parse(JSON.parse(await text(process.stdin)));
const privateKey: KeyObject =
  key === null
    ? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
    : createPrivateKey({ key, format: "pem" });
const pem = privateKey.export({ type: "pkcs8", format: "pem" });
const jwk = privateKey.export({ format: "jwk" });
const { d: _secret, ...publicJwk } = jwk;
const csr = await Pkcs10CertificateRequestGenerator.create({
  name: [{ CN: [name] }],
  keys: {
    privateKey: await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["sign"]),
    publicKey: await crypto.subtle.importKey("jwk", publicJwk, algorithm, true, ["verify"]),
  },
  signingAlgorithm: algorithm,
});
process.stdout.write(JSON.stringify({ key: pem, csr: csr.toString("pem") }));
