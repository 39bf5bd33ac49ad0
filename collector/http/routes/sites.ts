import type { Site } from "#shared/model/endpoint.ts";
import type { Handlers } from "../route-types.ts";
import { createOneByOne } from "../identity/one-by-one.ts";
import { actorOf } from "../identity/principal.ts";
import { sees } from "../permissions.ts";
import { nameTaken, notFound } from "../problems.ts";
import { isoText } from "../times.ts";
import type { RouteContext } from "./context.ts";
import { newId } from "./registers.ts";

type Own = "listSites" | "createSite" | "createSites" | "updateSite";

/** The office first, then the firms by name: a list of ninety firms is searched by eye, and the first is what a form offers. */
const byName = (one: Site, other: Site): number =>
  Number(one.kind === "member") - Number(other.kind === "member") ||
  one.name.localeCompare(other.name, "ja", { numeric: true });

/** Half and full width, spaces and the way of writing 株式会社 make no second firm. */
const keyOf = (name: string): string =>
  name
    .normalize("NFKC")
    .replaceAll(/\s/gu, "")
    .replaceAll("(株)", "株式会社")
    .replaceAll("(有)", "有限会社")
    .toLowerCase();

/** Where computers stand: the office and the member firms. */
export function siteRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, record, now, hub } = context;
  // Two who enter the same name at once must not both find it free.
  const inTurn = createOneByOne();
  const { registers } = store;
  const changed = (): void => hub.publish({ topic: "endpoints", id: null, arrivedAt: null });

  return {
    async listSites({ scope }) {
      const items = (await registers.sites()).filter(({ id }) => sees(scope, id)).toSorted(byName);
      return { items, asOf: isoText(now()) };
    },

    createSite: async ({ body, principal }) =>
      inTurn(async () => {
        if ((await registers.sites()).some(({ name }) => keyOf(name) === keyOf(body.name))) throw nameTaken();
        const site: Site = { ...body, id: newId("site") };
        await record(actorOf(principal), "site.entered", site.id, { ...body });
        await registers.putSite(site);
        changed();
        return site;
      }),

    createSites: async ({ body, principal }) =>
      inTurn(async () => {
        const taken = new Set((await registers.sites()).map(({ name }) => keyOf(name)));
        const names: string[] = [];
        for (const name of body.names) {
          if (taken.has(keyOf(name))) continue;
          taken.add(keyOf(name));
          names.push(name);
        }
        if (names.length > 0) {
          await record(actorOf(principal), "site.many-entered", null, { names });
          for (const name of names)
            await registers.putSite({
              id: newId("site"),
              name,
              kind: "member",
              coverage: "open",
              note: null,
            });
          changed();
        }
        return { made: names.length, known: body.names.length - names.length };
      }),

    updateSite: async ({ params, body, principal }) =>
      inTurn(async () => {
        const sites = await registers.sites();
        const before = sites.find(({ id }) => id === params.id);
        if (before === undefined) throw notFound();
        if (sites.some(({ id, name }) => id !== params.id && keyOf(name) === keyOf(body.name)))
          throw nameTaken();
        const site: Site = { ...before, ...body };
        await record(actorOf(principal), "site.changed", site.id, {
          before: { name: before.name, coverage: before.coverage, note: before.note },
          after: body,
        });
        await registers.putSite(site);
        changed();
        return site;
      }),
  };
}
