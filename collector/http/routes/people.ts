import { randomUUID } from "node:crypto";
import { vacantRoles } from "#collector/domain/routing/chairs.ts";
import type { PersonRow, Holdings } from "#shared/api/watch-schemas.ts";
import type { Person } from "#shared/model/role.ts";
import { caseTitle } from "#collector/domain/rules/index.ts";
import type { Handlers } from "../route-types.ts";
import { actorOf } from "../identity/principal.ts";
import { signedOutKey } from "../identity/signed-out.ts";
import { storedEmail } from "../identity/sign-in.ts";
import { everyRow } from "../pages.ts";
import { conflict, notFound, type Problem } from "../problems.ts";
import { hasPassed, isoText } from "../times.ts";
import {
  checkFirm,
  checkLastHolder,
  checkNotOneself,
  checkUpperChairs,
  existingPerson,
  personRows,
  refuseDisabled,
} from "./chairs.ts";
import type { RouteContext } from "./context.ts";

type Own =
  | "listPeople"
  | "createPerson"
  | "updatePerson"
  | "invitePerson"
  | "getHoldings"
  | "disablePerson"
  | "deleteSessionsOf";

const emailTaken = (disabled: boolean): Problem =>
  disabled
    ? conflict(
        "email-taken",
        "This address belongs to a person who was made 無効. Use another address.",
        "このメールアドレスは、無効になった人のものです。別のアドレスを使ってください。",
      )
    : conflict(
        "email-taken",
        "Another person has this e-mail address. Each address belongs to one person.",
        "このメールアドレスは別の人が使っています。アドレスは一人に一つにしてください。",
      );

const notOneself = (): Problem =>
  conflict(
    "not-oneself",
    "Nobody makes himself 無効. Ask another person who may.",
    "自分自身を無効にはできません。ほかの担当者に依頼してください。",
  );

/** People of the register: who they are, which chairs they hold, how they come and go. */
export function peopleRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, record, now, hub, pipeline, accounts, peopleTurn, policy } = context;
  const { people } = store;

  async function row(person: Person): Promise<PersonRow> {
    const [shown] = await personRows(store, [person], now());
    if (shown === undefined) throw notFound();
    return shown;
  }

  async function checkEmail(email: string, ownId: string | null): Promise<void> {
    const found = await people.byEmail(email);
    if (found !== null && found.id !== ownId) throw emailTaken(found.disabled);
  }

  async function changed(personId: string): Promise<void> {
    await pipeline.peopleChanged();
    hub.publish({ topic: "people", id: personId, arrivedAt: null });
  }

  async function holdingsOf(person: Person): Promise<Holdings> {
    const at = now();
    const everybody = await people.list();
    const designations = await people.designations();
    const openCases: Holdings["openCases"] = [];
    for await (const one of everyRow((query) => store.incidents.list({ ...query, open: true }))) {
      const waits = one.route.steps.some(
        ({ state, holders }) => state === "waiting" && holders.some(({ personId }) => personId === person.id),
      );
      if (waits) openCases.push({ id: one.id, number: one.number, title: caseTitle(one).title });
    }
    const endpoints: Holdings["endpoints"] = [];
    for await (const { id, hostname, userIds } of everyRow((query) => store.endpoints.list(query)))
      if (userIds.includes(person.id)) endpoints.push({ id, hostname });
    const vacant = (all: readonly Person[], acting: typeof designations) =>
      vacantRoles(policy, all, acting, isoText(at));
    const already = vacant(everybody, designations);
    const later = vacant(
      everybody.filter(({ id }) => id !== person.id),
      designations.filter(({ personId }) => personId !== person.id),
    );
    return {
      roles: [...person.roles],
      designations: designations.filter(
        ({ personId, endedAt, until }) => personId === person.id && endedAt === null && !hasPassed(until, at),
      ),
      openCases,
      endpoints,
      vacated: later.filter((role) => !already.includes(role)),
    };
  }

  return {
    async listPeople() {
      const at = now();
      return { items: await personRows(store, await people.list(), at), asOf: isoText(at) };
    },

    createPerson: async ({ body, principal }) =>
      peopleTurn(async () => {
        checkUpperChairs(principal, body.roles);
        checkFirm(await store.registers.sites(), body.roles, body.siteId);
        const email = storedEmail(body.email);
        await checkEmail(email, null);
        const person: Person = {
          ...body,
          email,
          roles: [...new Set(body.roles)],
          id: `p-${randomUUID()}`,
          secondFactor: false,
          hasAccount: false,
          disabled: false,
          createdAt: isoText(now()),
        };
        await record(actorOf(principal), "person.entered", person.id, {
          name: person.name,
          roles: person.roles,
          siteId: person.siteId,
        });
        await people.put(person);
        await changed(person.id);
        return row(person);
      }),

    updatePerson: async ({ params, body, principal }) =>
      peopleTurn(async () => {
        const before = await existingPerson(people, params.id);
        refuseDisabled(before);
        const roles = [...new Set(body.roles)];
        const given = [...roles, ...before.roles].filter(
          (role) => roles.includes(role) !== before.roles.includes(role),
        );
        // Who may change a holder's address may have the holder's next link sent to himself.
        const email = storedEmail(body.email);
        const own = principal.kind === "person" && principal.person.id === before.id;
        const moved = email === before.email ? [] : before.roles;
        // A name in the stamps and the number to call at night are the holder's, or whoever gave the chair's.
        checkUpperChairs(principal, own ? [...given, ...moved] : [...given, ...before.roles]);
        checkNotOneself(
          principal,
          before.id,
          roles.filter((role) => !before.roles.includes(role)),
        );
        checkFirm(await store.registers.sites(), roles, body.siteId);
        const person: Person = { ...before, ...body, email, roles };
        await checkEmail(person.email, person.id);
        checkLastHolder(await people.list(), before, person);
        await record(actorOf(principal), "person.changed", person.id, {
          // Who reads the records need not know anybody's address.
          before: { name: before.name, roles: before.roles, siteId: before.siteId },
          after: { name: person.name, roles: person.roles, siteId: person.siteId },
          emailChanged: person.email !== before.email,
        });
        await people.put(person);
        await changed(person.id);
        return row(person);
      }),

    async invitePerson({ params, principal, request }) {
      const person = await existingPerson(people, params.id);
      refuseDisabled(person);
      checkUpperChairs(principal, person.roles);
      await record(actorOf(principal), "person.invited", person.id);
      const { token, expiresAt } = await accounts.createLink(person);
      const base = context.publicUrl ?? `${request.protocol}://${request.host}`;
      const mailed = await context.watch.invite(person, token).catch((error: unknown) => {
        context.log.warn({ err: error }, "an invitation was not handed to the mail");
        return false;
      });
      hub.publish({ topic: "people", id: person.id, arrivedAt: null });
      return { link: `${base.replace(/\/+$/u, "")}/account#${token}`, mailed, expiresAt };
    },

    getHoldings: async ({ params }) => holdingsOf(await existingPerson(people, params.id)),

    disablePerson: async ({ params, body, principal }) =>
      peopleTurn(async () => {
        const person = await existingPerson(people, params.id);
        refuseDisabled(person);
        checkUpperChairs(principal, person.roles);
        if (principal.kind === "person" && principal.person.id === person.id) throw notOneself();
        checkLastHolder(await people.list(), person, null);
        const holdings = await holdingsOf(person);
        await record(actorOf(principal), "person.disabled", person.id, {
          reason: body.reason,
          roles: holdings.roles,
          vacated: holdings.vacated,
        });
        await people.disable(person.id, isoText(now()));
        await changed(person.id);
        hub.publish({ topic: "incidents", id: null, arrivedAt: null });
        return { person: await row(await existingPerson(people, person.id)), holdings };
      }),

    async deleteSessionsOf({ params, principal }) {
      const person = await existingPerson(people, params.id);
      const own = principal.kind === "person" && principal.person.id === person.id;
      if (!own) checkUpperChairs(principal, person.roles);
      await record(actorOf(principal), "person.signed-out", person.id);
      await store.settings.put(signedOutKey(person.id), isoText(now()));
      return { ok: true };
    },
  };
}
