import { health } from "#shared/facts/health.ts";
import { patch } from "#shared/facts/patch.ts";
import { reading } from "#shared/facts/reading.ts";
import type { Store, StoredEndpoint } from "#collector/storage/port.ts";
import type { StoredObservation } from "#shared/api/schemas.ts";
import type { CaseWriter, Occasion } from "./cases.ts";
import type { ConditionWork } from "./conditions.ts";
import type { Draft } from "./draft.ts";
import { createLanWork } from "./lan.ts";
import { createUsbWork } from "./usb.ts";

const healthReading = reading(health);
const patchReading = reading(patch);

/** What one observation changes, gathered in a draft. An observation of a computer that is gone changes nothing. */
export function createObservationWork(
  store: Store,
  cases: CaseWriter,
  conditions: ConditionWork,
  vendorOf: (mac: string) => Promise<string | null>,
) {
  const usbWork = createUsbWork(store, cases);
  const lanWork = createLanWork(store, cases, vendorOf);

  return async (draft: Draft, observation: StoredObservation): Promise<void> => {
    if (observation.unread) return;
    const endpoint = await store.endpoints.get(observation.endpointId);
    if (endpoint === null) return;
    const occasion = occasionOf(observation, endpoint);
    if (observation.fact === "usb") await usbWork(draft, observation, occasion);
    if (observation.fact === "lan") await lanWork(draft, observation, endpoint, occasion);
    if (observation.fact === "health" || observation.fact === "patch")
      operatingSystem(draft, observation, endpoint);
    // An event of a medium or a device says nothing about the computer's own condition.
    if (observation.kind === "reading") await conditions.step(draft, endpoint.id, observation.receivedAt);
  };
}

function occasionOf(observation: StoredObservation, endpoint: StoredEndpoint): Occasion {
  const { at, receivedAt } = observation;
  const ahead = Temporal.Instant.compare(Temporal.Instant.from(at), Temporal.Instant.from(receivedAt)) > 0;
  return {
    observationId: `${observation.endpointId}/${observation.epoch}/${String(observation.seq)}`,
    // Nothing happened after it was told: a clock that runs ahead must not date a case into the future.
    at: ahead ? receivedAt : at,
    arrivedAt: receivedAt,
    endpointId: endpoint.id,
    siteId: endpoint.siteId,
  };
}

function operatingSystem(draft: Draft, observation: StoredObservation, endpoint: StoredEndpoint): void {
  const name = operatingSystemName(observation, endpoint.operatingSystem);
  if (name !== null && name !== endpoint.operatingSystem)
    draft.operatingSystems.push({ endpointId: endpoint.id, name });
}

/** The host's own facts name the system; the patch source does so only until they were read. */
function operatingSystemName(observation: StoredObservation, known: string | null): string | null {
  if (observation.kind !== "reading") return null;
  if (observation.fact === "health") {
    const read = healthReading.safeParse(observation.body);
    return read.success ? (read.data.value?.host?.operatingSystem.name ?? null) : null;
  }
  if (known !== null) return null;
  const read = patchReading.safeParse(observation.body);
  return read.success ? (read.data.value?.operatingSystem.name ?? null) : null;
}
