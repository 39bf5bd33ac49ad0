import type { CollectorConfig } from "#collector/config.ts";
import { ListenError } from "#collector/http/listeners.ts";
import type { Log } from "#collector/http/port.ts";
import type { Authority } from "#collector/ingest/port.ts";
import {
  followAuthority,
  followCertificate,
  givenCertificate,
  namesAndAddresses,
} from "./people-certificate.ts";
import { listenProblem } from "./startup-problem.ts";

export interface ServeHttpsDeps {
  readonly https: NonNullable<CollectorConfig["people"]["https"]>;
  readonly hosts: readonly string[];
  readonly authority: Authority;
  readonly people: {
    listenHttps(at: {
      readonly host: string;
      readonly port: number;
      readonly cert: string;
      readonly key: string;
    }): Promise<unknown>;
    replaceCertificate(cert: string, key: string): void;
  };
  /** Takes a relative path of the settings file from its folder. */
  readonly fromConfig: (path: string) => string;
  readonly log: Log;
}

/**
 * Serves people by HTTPS, with the given certificate or one of the own authority, and follows its changes. Answers how
 * to stop following.
 * @throws StartupProblem where the port cannot be taken.
 */
export async function serveHttps(deps: ServeHttpsDeps): Promise<() => Promise<void>> {
  const { https, hosts, authority, people, fromConfig, log } = deps;
  const replace = (cert: string, key: string): void => people.replaceCertificate(cert, key);
  const [, host = "", portText = ""] = /^\[?(.+?)\]?:(\d+)$/u.exec(https.listen) ?? [];
  const files =
    https.certificate === undefined || https.key === undefined
      ? null
      : { certificate: fromConfig(https.certificate), key: fromConfig(https.key) };
  const first =
    files === null ? await authority.issueServer(namesAndAddresses(hosts)) : givenCertificate(files);
  await people.listenHttps({ host, port: Number(portText), ...first }).catch((error: unknown) => {
    const cause = error instanceof ListenError ? error.cause : error;
    throw listenProblem(cause, host, Number(portText), "people.https.listen");
  });
  return files === null
    ? followAuthority(authority, hosts, replace, log)
    : followCertificate(files, replace, log);
}
