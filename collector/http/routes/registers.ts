import { randomUUID } from "node:crypto";
import type { Actor } from "#shared/model/incident.ts";
import type { AuthorityName } from "#shared/model/policy.ts";
import type { UsbMedium } from "#shared/model/register.ts";
import type { Handlers } from "../route-types.ts";
import { actorOf } from "../identity/principal.ts";
import { badRequest, conflict, notFound } from "../problems.ts";
import { isoText } from "../times.ts";
import type { RouteContext } from "./context.ts";
import { checkDecider, lanAuthority, lanDecision, mediumAuthority, mediumDecision } from "./decisions.ts";

type Own = "listUsbDevices" | "decideUsbDevice" | "decideInitialMedia" | "listLanDevices" | "decideLanDevice";

const undecided: ReadonlySet<UsbMedium["right"]> = new Set(["initial", "unregistered"]);

/**
 * The computers a medium may be used on. An empty list means every computer, so "this computer" is never allowed to
 * come out empty, and what was allowed everywhere before is narrowed to the one computer it was seen on.
 */
function computersFor(medium: UsbMedium, scope: "this-computer" | "every-computer"): string[] {
  if (scope === "every-computer") return [];
  const previous = undecided.has(medium.right) ? [] : medium.endpointIds;
  const computers = new Set([
    ...previous,
    ...(medium.lastEndpointId === null ? [] : [medium.lastEndpointId]),
  ]);
  if (computers.size === 0) {
    throw conflict(
      "computer-unknown",
      "It is not known on which computer this medium was seen. Plug it in again, or allow it on every computer.",
      "この媒体がどの端末に接続されたか分かりません。もう一度接続するか、すべての端末で使えるようにしてください。",
    );
  }
  return [...computers];
}

/** Computers that a decision about a medium speaks of. */
const computersOf = (medium: UsbMedium, allowedOn: readonly string[]): readonly string[] => [
  ...allowedOn,
  ...medium.presentOn,
  ...(medium.lastEndpointId === null ? [] : [medium.lastEndpointId]),
];

/** The registers of media and of devices on watched networks. */
export function registerRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, record, now, hub, pipeline, calendar, policy } = context;

  type Change = Parameters<typeof store.registers.decideMedium>[1];

  async function decideMedium(
    medium: UsbMedium,
    change: Change,
    actor: Actor,
    authority: AuthorityName,
  ): Promise<UsbMedium> {
    const { decidedBy: _by, decidedAt: _at, ...after } = change;
    await record(actor, "usb-device.decided", medium.id, {
      authority,
      confirmedBy: policy.authorities[authority]["confirmed-by"],
      before: { right: medium.right, endpointIds: medium.endpointIds, expiresAt: medium.expiresAt },
      after,
    });
    const decided = await store.registers.decideMedium(medium.id, change);
    if (decided === null) throw notFound();
    await pipeline.mediumDecided(decided, actor);
    return decided;
  }

  return {
    async listUsbDevices({ query }) {
      const page = await store.registers.media(query);
      return { items: [...page.items], next: page.next, asOf: isoText(now()) };
    },

    async decideUsbDevice({ params, body, principal }) {
      const medium = await store.registers.medium(params.id);
      if (medium === null) throw notFound();
      const at = now();
      const { scope, ...asked } = body;
      const given = mediumDecision(asked, at, calendar);
      const authority = mediumAuthority(given, at, calendar);
      const endpointIds = computersFor(medium, scope);
      await checkDecider(context, principal, authority, computersOf(medium, endpointIds));
      const actor = actorOf(principal);
      const change = { ...asked, ...given, endpointIds, decidedBy: actor.name, decidedAt: isoText(at) };
      const decided = await decideMedium(medium, change, actor, authority);
      hub.publish({ topic: "usb-devices", id: decided.id, arrivedAt: null });
      return decided;
    },

    async decideInitialMedia({ body, principal }) {
      const at = now();
      const given = mediumDecision(body, at, calendar);
      const authority = mediumAuthority(given, at, calendar);
      const actor = actorOf(principal);
      const chosen: { readonly medium: UsbMedium; readonly endpointIds: string[] }[] = [];
      // Everything is looked at before anything is decided: a refusal in the middle would leave half a list.
      for (const id of new Set(body.ids)) {
        const medium = await store.registers.medium(id);
        if (medium === null)
          throw badRequest(
            "One of these media is not in the register. Load the list again.",
            "台帳にない媒体が含まれています。一覧を読み直してください。",
            "ids",
          );
        // What somebody decided in the meantime stays as decided.
        if (medium.right !== "initial") continue;
        const endpointIds = computersFor(medium, "this-computer");
        await checkDecider(context, principal, authority, computersOf(medium, endpointIds));
        chosen.push({ medium, endpointIds });
      }
      for (const { medium, endpointIds } of chosen) {
        const { managementNumber, user } = medium;
        const note = body.note ?? medium.note;
        const kept = { managementNumber, user, note, decidedBy: actor.name, decidedAt: isoText(at) };
        await decideMedium(medium, { ...given, ...kept, endpointIds }, actor, authority);
      }
      if (chosen.length > 0) hub.publish({ topic: "usb-devices", id: null, arrivedAt: null });
      return { decided: chosen.length };
    },

    async listLanDevices({ query }) {
      const page = await store.registers.lanDevices(query);
      return { items: [...page.items], next: page.next, asOf: isoText(now()) };
    },

    async decideLanDevice({ params, body, principal }) {
      const device = await store.registers.lanDeviceById(params.id);
      if (device === null) throw notFound();
      const at = now();
      const given = lanDecision(body, at, calendar);
      const authority = lanAuthority(given, at, calendar);
      await checkDecider(
        context,
        principal,
        authority,
        device.endpointId === null ? [] : [device.endpointId],
      );
      const actor = actorOf(principal);
      await record(actor, "lan-device.decided", params.id, {
        authority,
        confirmedBy: policy.authorities[authority]["confirmed-by"],
        before: { right: device.right, expiresAt: device.expiresAt },
        after: { ...body, ...given },
      });
      const decided = await store.registers.decideLanDevice(params.id, {
        ...body,
        ...given,
        decidedBy: actor.name,
        decidedAt: isoText(at),
      });
      if (decided === null) throw notFound();
      await pipeline.lanDeviceDecided(decided, actor);
      hub.publish({ topic: "lan-devices", id: decided.id, arrivedAt: null });
      return decided;
    },
  };
}

export const newId = (kind: string): string => `${kind}-${randomUUID()}`;
