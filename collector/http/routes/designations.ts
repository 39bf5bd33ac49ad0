import type { Designation } from "#shared/model/role.ts";
import type { Handlers } from "../route-types.ts";
import { actorOf } from "../identity/principal.ts";
import { badRequest, conflict, notFound } from "../problems.ts";
import { hasPassed, isoText } from "../times.ts";
import { checkFirm, checkNotOneself, checkUpperChairs } from "./chairs.ts";
import type { RouteContext } from "./context.ts";
import { newId } from "./registers.ts";

type Own = "listDesignations" | "createDesignation" | "endDesignation";

function checkPeriod(from: string, until: string, now: Temporal.Instant): void {
  const ends = Temporal.Instant.from(until);
  if (Temporal.Instant.compare(Temporal.Instant.from(from), ends) < 0 && !hasPassed(until, now)) return;
  throw badRequest(
    "A designation ends after it begins, and not in the past.",
    "代理の期間は、開始より後で、これから先の日時に終わるようにしてください。",
    "until",
  );
}

/** 代理: who acts for a chair, by designation and for a period. */
export function designationRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, record, now, hub, pipeline, peopleTurn } = context;
  const { people, registers } = store;

  async function changed(personId: string): Promise<void> {
    await pipeline.peopleChanged();
    hub.publish({ topic: "people", id: personId, arrivedAt: null });
  }

  return {
    listDesignations: async () => ({
      items: [...(await people.designations())],
      asOf: isoText(now()),
    }),

    createDesignation: async ({ body, principal }) =>
      peopleTurn(async () => {
        checkUpperChairs(principal, [body.role]);
        checkPeriod(body.from, body.until, now());
        checkFirm(await registers.sites(), [body.role], body.siteId);
        checkNotOneself(principal, body.personId, [body.role]);
        if (body.role !== "member" && body.siteId !== null)
          throw badRequest(
            "Only the chair of a member firm belongs to a firm.",
            "所属を選ぶのは、組合員の代理のときだけです。",
            "siteId",
          );
        const person = await people.get(body.personId);
        if (person === null || person.disabled)
          throw badRequest(
            "There is no such person, or the person was made 無効.",
            "その人は登録されていないか、無効になっています。",
            "personId",
          );
        const designation: Designation = { ...body, id: newId("designation"), endedAt: null };
        await record(actorOf(principal), "designation.entered", designation.id, { ...body });
        await people.putDesignation(designation);
        await changed(body.personId);
        return designation;
      }),

    endDesignation: async ({ params, body, principal }) =>
      peopleTurn(async () => {
        const before = (await people.designations()).find(({ id }) => id === params.id);
        if (before === undefined) throw notFound();
        checkUpperChairs(principal, [before.role]);
        if (before.endedAt !== null || hasPassed(before.until, now()))
          throw conflict(
            "designation-over",
            "This designation has ended already.",
            "この代理はすでに終わっています。",
          );
        const ended: Designation = { ...before, endedAt: isoText(now()) };
        await record(actorOf(principal), "designation.ended", ended.id, { reason: body.reason });
        await people.putDesignation(ended);
        await changed(before.personId);
        return ended;
      }),
  };
}
