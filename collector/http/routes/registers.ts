import { randomUUID } from "node:crypto";
import type { UsbMedium } from "#shared/model/register.ts";
import type { Handlers } from "../route-types.ts";
import { actorOf } from "../identity/principal.ts";
import { badRequest, conflict, notFound, type Problem } from "../problems.ts";
import { hasPassed, isoText } from "../times.ts";
import type { RouteContext } from "./context.ts";

type Own = "listUsbDevices" | "decideUsbDevice" | "listLanDevices" | "decideLanDevice";

const undecided: ReadonlySet<UsbMedium["right"]> = new Set(["initial", "unregistered"]);

const expired = (en: string, ja: string): Problem => badRequest(en, ja, "expiresAt");

/** A temporary right without an end would be a right for ever, and an end in the past no right at all. */
function checkExpiry(right: string, expiresAt: string | null, now: Temporal.Instant): void {
  if (right === "temporary" && expiresAt === null) {
    throw expired("A temporary permission needs its end.", "一時許可には期限を入れてください。");
  }
  if (expiresAt !== null && hasPassed(expiresAt, now)) {
    throw expired("The end of the permission is in the past.", "期限が過去の日時になっています。");
  }
}

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

/** The registers of media and of devices on watched networks. */
export function registerRoutes(context: RouteContext): Pick<Handlers, Own> {
  const { store, record, now, hub, pipeline } = context;

  return {
    async listUsbDevices({ query }) {
      const page = await store.registers.media(query);
      return { items: [...page.items], next: page.next, asOf: isoText(now()) };
    },

    async decideUsbDevice({ params, body, principal }) {
      const medium = await store.registers.medium(params.id);
      if (medium === null) throw notFound();
      const at = now();
      checkExpiry(body.right, body.expiresAt, at);
      const endpointIds = computersFor(medium, body.scope);
      const actor = actorOf(principal);
      const { scope: _scope, ...decision } = { ...body, endpointIds };
      await record(actor, "usb-device.decided", params.id, {
        before: { right: medium.right, endpointIds: medium.endpointIds, expiresAt: medium.expiresAt },
        after: decision,
      });
      const decided = await store.registers.decideMedium(params.id, {
        ...decision,
        decidedBy: actor.name,
        decidedAt: isoText(at),
      });
      if (decided === null) throw notFound();
      await pipeline.mediumDecided(decided, actor);
      hub.publish({ topic: "usb-devices", id: decided.id, arrivedAt: null });
      return decided;
    },

    async listLanDevices({ query }) {
      const page = await store.registers.lanDevices(query);
      return { items: [...page.items], next: page.next, asOf: isoText(now()) };
    },

    async decideLanDevice({ params, body, principal }) {
      const device = await store.registers.lanDeviceById(params.id);
      if (device === null) throw notFound();
      const at = now();
      checkExpiry(body.right, body.expiresAt, at);
      const actor = actorOf(principal);
      await record(actor, "lan-device.decided", params.id, {
        before: { right: device.right, expiresAt: device.expiresAt },
        after: body,
      });
      const decided = await store.registers.decideLanDevice(params.id, {
        ...body,
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
