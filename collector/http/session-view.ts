import { chairsOf, mayDecide } from "#collector/domain/routing/chairs.ts";
import type { Store } from "#collector/storage/port.ts";
import type { Session } from "#shared/api/schemas.ts";
import { authorityName, type Policy } from "#shared/model/policy.ts";
import type { Person } from "#shared/model/role.ts";

import type { Setup } from "./identity/setup.ts";
import { permitted } from "./permissions.ts";
import { isoText } from "./times.ts";

/** Tells a page who is signed in and what that person may do, with the chairs held at this moment. */
export function createSessionView(deps: {
  readonly store: Pick<Store, "people">;
  readonly setup: Setup;
  readonly policy: Policy;
  readonly now: () => Temporal.Instant;
  readonly version: string;
  readonly organisation: string;
}): (person: Person | null) => Promise<Session> {
  const { store, setup, policy, now, version, organisation } = deps;
  return async (person) => {
    const chairs = person === null ? [] : chairsOf(person, await store.people.designations(), isoText(now()));
    return {
      person,
      setupOpen: await setup.isOpen(),
      version,
      organisation,
      may: person === null ? [] : permitted(chairs, policy),
      authorities: authorityName.options.filter((name) => mayDecide(policy, name, chairs)),
      chairs: chairs.map(({ role, deputy }) => ({ role, deputy })),
    };
  };
}
