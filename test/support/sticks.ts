import { join } from "node:path";
import { startRecordedAgent, type RecordedAgent } from "#test/bench/recorded-agent.ts";
import { enrolComputer, makeCode } from "./agent-process.ts";
import { type Api, type EndpointDetail, type Incidents, until } from "./hinomi.ts";

/** A computer of a site with a recorded agent, which has looked at its sockets once. */
export interface WatchedComputer {
  readonly endpointId: string;
  readonly agent: RecordedAgent;
}

/**
 * Enrols a computer and starts its agent. Resolves once the collector knows what was plugged in at enrolment, so that
 * a stick plugged in from then on is a case.
 */
export async function watchComputer(
  { api, url, directory }: { readonly api: Api; readonly url: string; readonly directory: string },
  siteId: string,
  hostname: string,
): Promise<WatchedComputer> {
  const state = join(directory, hostname);
  const endpointId = await enrolComputer(url, await makeCode(api, siteId), state);
  const agent = await startRecordedAgent(state, hostname);
  await until(
    `the first look of ${hostname}`,
    () => api.get<EndpointDetail>(`/api/v1/endpoints/${endpointId}`),
    ({ facts }) => facts["usb"] !== undefined,
  );
  return { endpointId, agent };
}

/** The unfinished case of a computer, once there is one. */
export async function caseOf(api: Api, endpointId: string): Promise<Incidents["items"][number]> {
  const { items } = await until(
    `a case of ${endpointId}`,
    () => api.get<Incidents>(`/api/v1/incidents?open=true&endpointId=${endpointId}`),
    (answer) => answer.items.length > 0,
  );
  const [incident] = items;
  if (incident === undefined) throw new Error("no case");
  return incident;
}
