import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RecordsError } from "./records-error.ts";
import { writeWhole } from "./whole-file.ts";

/** The key that signs checkpoints. */
export interface SigningKey {
  /** SHA-256 (hex) of the public key in SPKI, DER. */
  readonly id: string;
  readonly publicKeyPem: string;
  /** Ed25519 over the text's UTF-8 bytes, base64. */
  sign(text: string): string;
}

const toPem = (key: KeyObject): string => key.export({ type: "spki", format: "pem" });

/** The id by which a checkpoint names the key that signed it. */
const keyId = (publicKey: KeyObject): string =>
  createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");

function lost(path: string): RecordsError {
  return new RecordsError("key-lost", {
    ja: `照合点の署名鍵 ${path} がありません。これまでの照合点はこの鍵で署名されています。控えの records フォルダを戻してから起動してください。新しい鍵は作っていません。`,
    en: `The key ${path} that signed the earlier checkpoints is missing; put the records folder back from a backup, then start again. No new key was made.`,
  });
}

function replaced(path: string): RecordsError {
  return new RecordsError("key-replaced", {
    ja: `照合点の署名鍵 ${path} が、これまでの照合点に署名した鍵と違います。控えの records フォルダを戻してから起動してください。だれが置き換えたかも確かめてください。`,
    en: `The key ${path} is not the one that signed the earlier checkpoints; put the records folder back from a backup, then start again, and find out who replaced it.`,
  });
}

function damaged(path: string, cause: unknown): RecordsError {
  return new RecordsError(
    "key-damaged",
    {
      ja: `照合点の署名鍵 ${path} を読めません。権限を確かめるか、控えの records フォルダを戻してから起動してください。`,
      en: `The checkpoints' key ${path} cannot be read; mend its permissions, or put the records folder back from a backup, then start again.`,
    },
    { cause },
  );
}

function readPrivate(path: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(path, "utf8"));
    if (key.asymmetricKeyType !== "ed25519") throw new TypeError("it is no Ed25519 key");
    chmodSync(path, 0o600);
    return key;
  } catch (error) {
    throw damaged(path, error);
  }
}

function readPublicId(path: string): string {
  try {
    return keyId(createPublicKey(readFileSync(path, "utf8")));
  } catch (error) {
    throw damaged(path, error);
  }
}

/**
 * The key of this installation, made where nothing was ever signed. `signedBy` are the ids of the keys that signed the
 * checkpoints there are.
 * @throws RecordsError where the key is missing, another or unreadable: a new key in its place would make every
 * earlier checkpoint look forged.
 */
export function openSigningKey(directory: string, signedBy: ReadonlySet<string>): SigningKey {
  const privatePath = join(directory, "signing-key.pem");
  const publicPath = join(directory, "public-key.pem");
  const publicStands = existsSync(publicPath);
  if (!existsSync(privatePath)) {
    // The public key is written last: where it stands, there was a private one.
    if (publicStands || signedBy.size > 0) throw lost(privatePath);
    const made = generateKeyPairSync("ed25519").privateKey;
    writeWhole(privatePath, made.export({ type: "pkcs8", format: "pem" }), 0o600);
  }
  const privateKey = readPrivate(privatePath);
  const publicKey = createPublicKey(privateKey);
  const id = keyId(publicKey);
  if ([...signedBy].some((other) => other !== id)) throw replaced(privatePath);
  const publicKeyPem = toPem(publicKey);
  if (!publicStands) writeWhole(publicPath, publicKeyPem, 0o644);
  else if (readPublicId(publicPath) !== id) throw replaced(privatePath);
  return {
    id,
    publicKeyPem,
    sign: (text) => sign(null, Buffer.from(text, "utf8"), privateKey).toString("base64"),
  };
}
