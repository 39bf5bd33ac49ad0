import type { Handlers } from "../route-types.ts";
import type { Person } from "#shared/model/role.ts";
import { actorOf, type Principal } from "../identity/principal.ts";
import { newApiToken } from "../identity/api-tokens.ts";
import { notFound, notSignedIn, personOnly, Problem } from "../problems.ts";
import { isoText } from "../times.ts";
import type { RouteContext } from "./context.ts";

type Own =
  | "getSession"
  | "signIn"
  | "signOut"
  | "beginSetup"
  | "finishSetup"
  | "setLanguage"
  | "updateMe"
  | "listTokens"
  | "createToken"
  | "deleteToken"
  | "sendTestMail";

/** Who is who: sessions, the first account, tokens, people. */
export function identityRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, record, sessions, setup, limit, now, hub, sessionOf, peopleTurn } = context;

  /** The one who asks as the register keeps him now: in between somebody else may have changed the chairs. */
  async function oneself(principal: Principal): Promise<Person> {
    if (principal.kind !== "person") throw personOnly();
    const person = await store.people.get(principal.person.id);
    if (person === null || person.disabled) throw notSignedIn();
    return person;
  }

  return {
    getSession: async ({ principal }) => sessionOf(principal.kind === "person" ? principal.person : null),

    async signIn({ body, request, reply, principal }) {
      await limit("signInByAddress", request);
      await limit("signInByEmail", request);
      try {
        const person = await context.signIn(body);
        if (principal.kind === "person") await sessions.close(reply, principal.sessionHash);
        await record({ kind: "person", id: person.id, name: person.name }, "session.signed-in", person.id, {
          from: request.ip,
        });
        await sessions.open(reply, person.id);
        return await sessionOf(person);
      } catch (error) {
        if (error instanceof Problem && error.code === "sign-in-failed") {
          await store.refusals.add({
            at: isoText(now()),
            endpointId: null,
            peer: request.ip,
            code: "sign-in-failed",
            detail: "somebody tried to sign in and e-mail, password or code was not right",
          });
        }
        throw error;
      }
    },

    async signOut({ principal, reply }) {
      if (principal.kind === "token") throw personOnly();
      if (principal.kind === "person") {
        await record(actorOf(principal), "session.signed-out", principal.person.id);
        await sessions.close(reply, principal.sessionHash);
      } else await sessions.close(reply, null);
      return { ok: true };
    },

    async beginSetup({ body, request }) {
      await limit("setupByAddress", request);
      return setup.begin(body.link);
    },

    async finishSetup({ body, request, reply }) {
      await limit("setupByAddress", request);
      const person = await setup.finish(body);
      await sessions.open(reply, person.id);
      hub.publish({ topic: "people", id: person.id, arrivedAt: null });
      return sessionOf(person);
    },

    setLanguage: async ({ body, principal }) =>
      peopleTurn(async () => {
        const person = { ...(await oneself(principal)), language: body.language };
        await record(actorOf(principal), "person.language-set", person.id, { language: body.language });
        await store.people.put(person);
        return sessionOf(person);
      }),

    updateMe: async ({ body, principal }) =>
      peopleTurn(async () => {
        const before = await oneself(principal);
        await record(actorOf(principal), "person.changed", before.id, {
          before: { name: before.name },
          after: { name: body.name },
          phoneChanged: before.phone !== body.phone,
        });
        const person = { ...before, ...body };
        await store.people.put(person);
        hub.publish({ topic: "people", id: person.id, arrivedAt: null });
        return sessionOf(person);
      }),

    async listTokens() {
      return { items: [...(await store.people.tokens())], asOf: isoText(now()) };
    },

    async createToken({ body, principal }) {
      const { token, stored } = newApiToken(body.name, body.scope, now());
      await record(actorOf(principal), "token.made", stored.id, { name: stored.name, scope: stored.scope });
      await store.people.addToken(stored);
      hub.publish({ topic: "people", id: stored.id, arrivedAt: null });
      return { ...stored, token };
    },

    async deleteToken({ params, principal }) {
      if (!(await store.people.tokens()).some(({ id }) => id === params.id)) throw notFound();
      await record(actorOf(principal), "token.taken-back", params.id);
      if (!(await store.people.deleteToken(params.id))) throw notFound();
      hub.publish({ topic: "people", id: params.id, arrivedAt: null });
      return { ok: true };
    },

    async sendTestMail({ principal, request }) {
      if (principal.kind !== "person") throw personOnly();
      await limit("mailTest", request);
      await record(actorOf(principal), "mail.tested", principal.person.id);
      return context.mailTest(principal.person);
    },
  };
}
