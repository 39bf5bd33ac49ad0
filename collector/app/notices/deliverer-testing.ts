import { officeCalendar } from "#collector/domain/calendar/business-hours.ts";
import type { Message, Notifier, SendOutcome } from "#collector/notify/port.ts";
import type { Delivery } from "#collector/storage/port.ts";
import { createDeliverer, type Deliverer, type DelivererDeps } from "./deliverer.ts";
import { createTestOffice, stick, usbEventOf, usbSnapshot, type TestOffice } from "../pipeline/testing.ts";

/** A carrier that answers what the test says and remembers what it was given. */
export function fakeNotifier(answer: (message: Message) => SendOutcome | Promise<SendOutcome>) {
  const sent: Message[] = [];
  let underWay = 0;
  let most = 0;
  const notifier: Notifier = {
    channel: "email",
    async send(message) {
      underWay += 1;
      most = Math.max(most, underWay);
      sent.push(message);
      await Promise.resolve();
      const outcome = await answer(message);
      underWay -= 1;
      return outcome;
    },
    check: () => Promise.resolve({ ok: true, reference: "" }),
    close: () => undefined,
  };
  return { notifier, sent, most: () => most };
}
/** The carrier took it. */
export const taken: SendOutcome = { ok: true, reference: "<id@example.jp>" };
/** The carrier asks for another try. */
export const later: SendOutcome = { ok: false, retry: true, reason: "451 greylisted" };
/** The carrier refused it for good. */
export const never: SendOutcome = { ok: false, retry: false, reason: "550 no such user" };

/** A deliverer over the office's store and clock, with `replaced` in place of its own parts. */
export const delivererOf = (
  made: TestOffice,
  notifiers: readonly Notifier[],
  replaced: Partial<DelivererDeps> = {},
): Deliverer =>
  createDeliverer({
    store: made.store,
    notifiers,
    publicUrl: "https://hinomi.example.jp/",
    now: () => made.now(),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    calendar: officeCalendar,
    digest: () => Promise.resolve(null),
    publish: (event) => made.published.push(event),
    random: () => 0.5,
    ...replaced,
  });

/** An office where `count` unknown USB sticks were plugged in, each a case with one notice. */
export async function officeWithCases(count = 1): Promise<TestOffice> {
  const made = await createTestOffice();
  await made.enrol("pc-03", { hostname: "PC-03" });
  await made.pipeline.start();
  await made.report("pc-03", usbSnapshot([]));
  for (let index = 0; index < count; index += 1)
    await made.report(
      "pc-03",
      usbEventOf("inserted", stick({ key: `0781:5581:S${String(index)}`, port: `1-${String(index)}` })),
    );
  return made;
}
/** The notices that are still to be sent, oldest first. */
export const waiting = async (made: TestOffice): Promise<readonly Delivery[]> =>
  made.store.notifications.due("2099-01-01T00:00:00Z", 100);
/** What the record of the newest case says of its notices. */
export const notices = async (made: TestOffice) => {
  const { items } = await made.store.incidents.list({ limit: 10 });
  const events = await made.store.incidents.events(items[0]?.id ?? "");
  return events.flatMap(({ change }) =>
    change.type === "notified" ? [`${change.outcome}: ${change.reason}`] : [],
  );
};
