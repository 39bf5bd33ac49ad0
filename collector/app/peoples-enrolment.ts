import type { CollectorConfig } from "#collector/config.ts";
import type { Enrolment as PeoplesEnrolment } from "#collector/http/port.ts";
import type { Authority, Enrolment } from "#collector/ingest/port.ts";
import type { RefusalStore } from "#collector/storage/port.ts";
import { fingerprintWords } from "#shared/protocol/fingerprint-words.ts";
import { ownAddresses } from "./people-certificate.ts";

/** Enrolment as the people's port offers it: codes with the line to run, and refusals that are counted. */
export function createPeoplesEnrolment(deps: {
  readonly enrolment: Enrolment;
  readonly authority: Authority;
  readonly refusals: RefusalStore;
  readonly config: CollectorConfig;
  readonly now: () => Temporal.Instant;
}): PeoplesEnrolment {
  const { enrolment, authority, refusals, config, now } = deps;

  /** The dashboard's address as another computer reaches it. */
  function outsideUrl(): string {
    const { https, hosts, "public-url": publicUrl, "http-port": httpPort } = config.people;
    if (publicUrl !== undefined) return publicUrl;
    if (https === undefined) return `http://127.0.0.1:${httpPort}`;
    const port = https.listen.slice(https.listen.lastIndexOf(":") + 1);
    const host = hosts[0] ?? ownAddresses()[0] ?? "127.0.0.1";
    return `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
  }

  /** Whether another computer could enrol and then report: both ports must listen beyond loopback. */
  function isReachable(): boolean {
    const { people, agents } = config;
    const proxied = people["public-url"] !== undefined && agents.addresses.length > 0;
    return proxied || (people.https !== undefined && !/^(?:127\.|localhost$|::1$)/u.test(agents.listen));
  }

  return {
    async createCode(siteId, createdBy) {
      const { code, expiresAt } = await enrolment.createCode({ siteId, createdBy, local: false });
      return {
        code,
        words: fingerprintWords(authority.fingerprint),
        command: `npm run hinomi -- enrol ${code} --url ${outsideUrl()} --own`,
        expiresAt,
        reach: isReachable() ? "network" : "this-computer",
      };
    },
    async enrol(request, peer) {
      const outcome = await enrolment.enrol(request);
      if (outcome.ok) return outcome;
      await refusals.add({
        at: now().toString({ smallestUnit: "millisecond" }),
        endpointId: null,
        peer,
        code: `enrolment-${outcome.why}`,
        detail: outcome.sentence.en,
      });
      return { ok: false, why: outcome.why === "bad-csr" ? "bad-request" : outcome.why };
    },
  };
}
