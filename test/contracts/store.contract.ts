import { afterEach, beforeEach, describe } from "vitest";
import type { Store } from "#collector/storage/port.ts";
import { accountCases } from "./store/accounts.cases.ts";
import { assetCases } from "./store/assets.cases.ts";
import { attendanceCases } from "./store/attendance.cases.ts";
import { conditionCases } from "./store/conditions.cases.ts";
import { effectCases } from "./store/effects.cases.ts";
import { endpointCases } from "./store/endpoints.cases.ts";
import { incidentRouteCases } from "./store/incident-routes.cases.ts";
import { incidentCases } from "./store/incidents.cases.ts";
import { jobCases } from "./store/jobs.cases.ts";
import { mediaPlaceCases } from "./store/media-places.cases.ts";
import { observationCases } from "./store/observations.cases.ts";
import { peopleCases } from "./store/people.cases.ts";
import { proofCases } from "./store/proofs.cases.ts";
import { recordCases } from "./store/records.cases.ts";
import { registerCases } from "./store/registers.cases.ts";
import { reportCases } from "./store/reports.cases.ts";

/** An empty store, and what ends it. */
export type OpenEmpty = () => Promise<{ readonly store: Store; readonly end: () => Promise<void> }>;

/** What every store must do; it speaks only the port, so that each engine is held to the same. */
export function storeContract(name: string, open: OpenEmpty): void {
  describe(`the store on ${name}`, () => {
    let opened: Awaited<ReturnType<OpenEmpty>> | null = null;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(async () => {
      await opened?.end();
      opened = null;
    });
    const store = (): Store => {
      if (opened === null) throw new Error("the store is not open");
      return opened.store;
    };
    observationCases(store);
    endpointCases(store);
    registerCases(store);
    effectCases(store);
    incidentCases(store);
    peopleCases(store);
    recordCases(store);
    accountCases(store);
    assetCases(store);
    attendanceCases(store);
    conditionCases(store);
    incidentRouteCases(store);
    jobCases(store);
    mediaPlaceCases(store);
    proofCases(store);
    reportCases(store);
  });
}
