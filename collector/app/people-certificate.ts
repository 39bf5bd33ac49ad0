import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { watch } from "chokidar";
import type { Log } from "#collector/http/port.ts";
import type { Authority } from "#collector/ingest/port.ts";
import { StartupProblem } from "./startup-problem.ts";

export interface CertificateSource {
  readonly cert: string;
  readonly key: string;
}

/** Addresses of this computer by which others may reach it; never loopback or link-local ones. */
export function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((cards) => cards ?? [])
    .filter(
      (card) => !card.internal && !card.address.startsWith("fe80:") && !card.address.startsWith("169.254."),
    )
    .map((card) => card.address);
}

const isAddress = (host: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$|:/u.test(host);

/** Sorts names from addresses, as a certificate wants them. */
export function namesAndAddresses(hosts: readonly string[]): {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
} {
  return {
    names: hosts.filter((host) => !isAddress(host)),
    addresses: [...new Set([...hosts.filter(isAddress), ...ownAddresses(), "127.0.0.1", "::1"])],
  };
}

/** A given certificate: read now, and again whenever one of its files changes. */
export function givenCertificate(files: {
  readonly certificate: string;
  readonly key: string;
}): CertificateSource {
  try {
    return { cert: readFileSync(files.certificate, "utf8"), key: readFileSync(files.key, "utf8") };
  } catch (error) {
    throw new StartupProblem(
      {
        ja: `証明書 ${files.certificate} または鍵 ${files.key} を読めません。設定 people.https を確かめてください。`,
        en: `The certificate ${files.certificate} or its key ${files.key} cannot be read; look at people.https in the settings.`,
      },
      2,
      { cause: error },
    );
  }
}

/** Keeps the people's port on the newest certificate; a pair that does not fit leaves the old one in place. */
export function followCertificate(
  files: { readonly certificate: string; readonly key: string },
  replace: (cert: string, key: string) => void,
  log: Log,
): () => Promise<void> {
  let pending: NodeJS.Timeout | undefined;
  const watcher = watch([files.certificate, files.key], { ignoreInitial: true });
  watcher.on("all", () => {
    clearTimeout(pending);
    // Certificate and key are two files; a renewal writes them one after the other.
    pending = setTimeout(() => {
      try {
        const { cert, key } = givenCertificate(files);
        replace(cert, key);
        log.info({ certificate: files.certificate }, "the dashboard's certificate was renewed");
      } catch (error) {
        log.error(
          { err: error, certificate: files.certificate },
          "the new certificate cannot be used; the old one stays",
        );
      }
    }, 1_000);
  });
  return async () => {
    clearTimeout(pending);
    await watcher.close();
  };
}

/** How often the own authority is asked for a newer certificate: it gives one at half of the old one's life. */
const renewalCheckMs = 12 * 3_600_000;

/** Keeps the people's port on a certificate of the own authority. */
export function followAuthority(
  authority: Authority,
  hosts: readonly string[],
  replace: (cert: string, key: string) => void,
  log: Log,
): () => Promise<void> {
  const timer = setInterval(() => {
    authority.issueServer(namesAndAddresses(hosts)).then(
      ({ cert, key }) => replace(cert, key),
      (error: unknown) => log.error({ err: error }, "the dashboard's certificate could not be renewed"),
    );
  }, renewalCheckMs);
  timer.unref();
  return async () => clearInterval(timer);
}
