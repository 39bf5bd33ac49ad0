import { afterEach, beforeEach, describe } from "vitest";
import type { Store } from "#collector/storage/port.ts";
import { effectCases } from "./store/effects.cases.ts";
import { endpointCases } from "./store/endpoints.cases.ts";
import { incidentCases } from "./store/incidents.cases.ts";
import { observationCases } from "./store/observations.cases.ts";
import { peopleCases } from "./store/people.cases.ts";
import { recordCases } from "./store/records.cases.ts";
import { registerCases } from "./store/registers.cases.ts";

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
  });
}
