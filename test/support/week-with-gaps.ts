import type { OfficeComputer } from "./office-computer.ts";
import type { MovedOffice } from "./moved-office.ts";
import { antivirusOn, aPhone, aStick, patchSeen, pluggedIn, usbHappened } from "./seen-by-sensors.ts";

const working = { status: "ok", code: null, reason: null } as const;
const critical = { name: "openssl", severity: "critical" } as const;
const important = { name: "curl", severity: "important" } as const;

/** The computer with this number, PC-01 and so on. */
export function computerOf(office: MovedOffice, number: number): OfficeComputer {
  const found = office.computers[number - 1];
  if (found === undefined) throw new TypeError(`there is no PC-0${String(number)}`);
  return found;
}

/** Friday, 6 November: six computers are enrolled, and their sensors look for the first time. */
export async function firstDay(office: MovedOffice): Promise<void> {
  const patches = [
    patchSeen([]),
    patchSeen([critical]),
    patchSeen([], true),
    patchSeen([]),
    patchSeen([important]),
    patchSeen([]),
  ];
  for (const [index, patches_] of patches.entries()) {
    const computer = await office.enrol(`PC-0${String(index + 1)}`);
    for (const fact of ["health", "patch", "antivirus", "usb"]) computer.sensors.set(fact, working);
    await computer.tell("patch", "reading", patches_);
    await computer.tell("antivirus", "reading", antivirusOn);
    await computer.tell("usb", "reading", pluggedIn([]));
    await computer.beat();
  }
  await office.passTo("2026-11-06 17:30");
  await computerOf(office, 2).shutDown();
  await office.passTo("2026-11-09 08:20", 360);
  await computerOf(office, 2).switchOn(office.agentPort());
  await office.passTo("2026-11-09 09:00", 10);
}

/** The week of 9 November: every kind of gap once, each at its own time. */
export async function weekWithGaps(office: MovedOffice): Promise<void> {
  const pc = (number: number): OfficeComputer => computerOf(office, number);
  const port = (): number => office.agentPort();

  // Tuesday: an agent is killed; a computer is switched off for the night.
  await office.passTo("2026-11-10 10:00", 240);
  await pc(1).killAgent();
  await office.passTo("2026-11-10 10:25", 5);
  await pc(1).startAgent(port());
  await office.passTo("2026-11-10 18:00");
  await pc(2).shutDown();
  await office.passTo("2026-11-11 08:25", 240);
  await pc(2).switchOn(port());

  // Wednesday: PC-06 goes and never comes back; a telephone is charged; a cable is pulled and put in again.
  await office.passTo("2026-11-11 10:00", 5);
  await pc(6).killAgent();
  await office.passTo("2026-11-11 13:00", 30);
  await pc(3).tell("usb", "event", usbHappened("inserted", aPhone));
  await office.passTo("2026-11-11 14:00");
  await pc(3).cut();
  await office.passTo("2026-11-11 14:40", 5);
  await pc(3).connect(port());
  await office.passTo("2026-11-11 16:29", 15);
}

/** Thursday and Friday: the collector dies, a sensor fails, a stick is plugged in, a clock is set back by an hour. */
export async function untilFriday(office: MovedOffice): Promise<void> {
  const pc = (number: number): OfficeComputer => computerOf(office, number);
  await office.passTo("2026-11-12 11:00", 240);
  await office.kill();
  await office.passTo("2026-11-12 11:20");
  await office.start();
  await office.reconnect();
  await office.passTo("2026-11-12 13:00", 15);
  const reason = "apt was locked by another program for the whole look";
  pc(4).sensors.set("patch", { status: "failed", code: "timeout", reason });
  await pc(4).beat();
  await office.passTo("2026-11-12 15:00", 30);
  await pc(1).tell("usb", "event", usbHappened("inserted", aStick));
  await office.passTo("2026-11-12 15:10", 5);
  await pc(1).tell("usb", "event", usbHappened("removed", aStick));
  await office.passTo("2026-11-12 16:00", 30);
  pc(4).sensors.set("patch", working);
  await pc(4).beat();
  await office.passTo("2026-11-13 09:30", 240);
  await pc(5).setClock(-3600);
  await office.passTo("2026-11-13 09:40", 1);
}

/** The weekend, until a minute before Monday's summary. PC-02 is off over the end of the week. */
export async function weekend(office: MovedOffice): Promise<void> {
  await office.passTo("2026-11-13 18:00");
  await computerOf(office, 2).shutDown();
  await office.passTo("2026-11-16 08:20", 240);
  await computerOf(office, 2).switchOn(office.agentPort());
  await office.passTo("2026-11-16 08:29", 3);
}

/** The week of 16 November: the collector is stopped for maintenance, and PC-05's update passes its deadline. */
export async function nextWeek(office: MovedOffice): Promise<void> {
  await office.passTo("2026-11-18 12:00", 300);
  await office.stop();
  await office.passTo("2026-11-18 12:30");
  await office.start();
  await office.reconnect();
  await office.passTo("2026-11-24 08:29", 360);
}

/** What the mail of the first week has to say of each gap, by hand. */
export const gapsByHand: readonly (readonly [string, string, string, string, string])[] = [
  ["PC-01", "エージェントの異常終了", "2026/11/10(火) 10:00", "2026/11/10(火) 10:25", "25分"],
  ["PC-02", "電源断（通常の終了）", "2026/11/10(火) 18:00", "2026/11/11(水) 08:25", "14時間25分"],
  ["PC-03", "通信断", "2026/11/11(水) 14:00", "2026/11/11(水) 14:40", "40分"],
  ["監視サーバ", "監視サーバの異常終了", "2026/11/12(木) 11:00", "2026/11/12(木) 11:20", "20分"],
  ["PC-04　パッチ適用状況", "センサーの故障", "2026/11/12(木) 13:00", "2026/11/12(木) 16:00", "3時間"],
  ["PC-05", "時計の変更", "2026/11/13(金) 08:30", "2026/11/13(金) 09:30", "1時間"],
  ["PC-06", "未確認", "2026/11/11(水) 10:00", "継続中", "110時間"],
  // Off before the week began, and off beyond its end.
  ["PC-02", "電源断（通常の終了）", "2026/11/06(金) 17:30", "2026/11/09(月) 08:20", "62時間50分"],
  ["PC-02", "電源断（通常の終了）", "2026/11/13(金) 18:00", "2026/11/16(月) 08:20", "62時間20分"],
];
