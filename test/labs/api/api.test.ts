import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Office, openOffice } from "./office.ts";
import { examine, type Finding, installSchemathesis } from "./schemathesis.ts";

/** Left out, each for its reason; everything else is asked. */
const neverEnds = { getStream: "its answer never ends, so there is nothing to compare" };
const locksOut = {
  signOut: "it ends the session that asks, and all that follows would be 401",
  deleteSessionsOf: "it does the same once the asker's own identifier is drawn from an earlier answer",
};

let office: Office;
beforeAll(async () => {
  await installSchemathesis();
  office = await openOffice();
});
afterAll(async () => office.close());

const description = (): string => new URL("/api/openapi.json", office.url).href;
const count = ({ statuses }: Finding, status: number): number => statuses.get(status) ?? 0;
const total = ({ statuses }: Finding): number => [...statuses.values()].reduce((sum, one) => sum + one, 0);
const isStillWelcome = async (headers: Readonly<Record<string, string>>): Promise<boolean> =>
  (await fetch(new URL("/api/v1/endpoints", office.url), { headers })).ok;

/** The whole report where something was found, since the request that shows it stands there. */
function mustBeContent({ content, printed }: Finding): void {
  if (!content) throw new Error(printed);
}

describe("the API against its own description", () => {
  it("answers a program nothing undocumented and makes no mistake", async () => {
    const finding = await examine({
      description: description(),
      headers: office.program,
      except: neverEnds,
      phases: "fuzzing",
      examples: 8,
    });
    mustBeContent(finding);
    // What only people may do is refused; the rest is answered, or this would have shown nothing.
    expect(count(finding, 403)).toBeGreaterThan(50);
    expect(finding.done.size).toBeGreaterThan(20);
    expect(count(finding, 429) / total(finding)).toBeLessThan(0.1);
    expect(await isStillWelcome(office.program)).toBe(true);
  });

  it("answers a person with every chair that decides nothing undocumented and makes no mistake", async () => {
    const finding = await examine({
      description: description(),
      headers: office.person,
      except: { ...neverEnds, ...locksOut },
      phases: "coverage,fuzzing,stateful",
      examples: 5,
    });
    mustBeContent(finding);
    expect(finding.done.size).toBeGreaterThan(35);
    expect(count(finding, 429) / total(finding)).toBeLessThan(0.1);
    expect(await isStillWelcome(office.person)).toBe(true);
  });

  it("leaves a collector behind that serves as before and logged no mistake of its own", async () => {
    const health: unknown = await (await fetch(new URL("/healthz", office.url))).json();
    expect(health).toMatchObject({ ok: true, store: "ok" });
    expect(office.hinomi.output()).not.toContain("a request failed");
  });
});
