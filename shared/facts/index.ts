import type { z } from "zod";
import type { Wording } from "../model/common.ts";
import { antivirus } from "./antivirus.ts";
import { health, healthEvent } from "./health.ts";
import { lan, lanEvent } from "./lan.ts";
import { patch } from "./patch.ts";
import { usb, usbEvent } from "./usb.ts";

/** One fact: what is collected, in words for the person it is collected from. */
export interface FactDefinition {
  readonly name: string;
  /** Version of the value's schema; goes up when a field changes its meaning. */
  readonly version: number;
  readonly title: Wording;
  /** What is looked at and what for, as the notice to staff says it. */
  readonly what: Wording;
  readonly why: Wording;
  readonly value: z.ZodType;
  /** The schema of its events, or null where it has none. */
  readonly event: z.ZodType | null;
}

/** The catalogue of facts: the one list from which checks, documents and the notice to staff follow. */
export const facts = {
  patch: {
    name: "patch",
    version: 1,
    title: { ja: "パッチ適用状況", en: "Patch status" },
    what: {
      ja: "OSの種類と版、まだ適用していないパッチ（更新プログラム）の名前と版、再起動待ちの有無",
      en: "The operating system, the names and versions of updates not applied yet, and whether a restart is waiting",
    },
    why: {
      ja: "弱点のあるコンピュータを見つけ、直すため",
      en: "To find computers with known weaknesses and mend them",
    },
    value: patch,
    event: null,
  },
  antivirus: {
    name: "antivirus",
    version: 1,
    title: { ja: "コンピュータウイルス対策", en: "Antivirus" },
    what: {
      ja: "ウイルス対策ソフトの名前、動いているか、定義（パターンファイル）の版と日時",
      en: "The antivirus product, whether it runs, and the version and time of its definitions",
    },
    why: {
      ja: "コンピュータウイルスから守られているかを確かめるため",
      en: "To make sure that the computer is protected",
    },
    value: antivirus,
    event: null,
  },
  usb: {
    name: "usb",
    version: 1,
    title: { ja: "記録媒体（USB）", en: "USB media" },
    what: {
      ja: "接続されたUSB機器の種類・製造元・製品名・シリアル番号・容量・ボリューム名、書き込まれた量（ファイルの名前と内容は見ません）",
      en: "Kind, maker, product, serial number, size and label of USB devices, and the amount written (never file names or contents)",
    },
    why: {
      ja: "許可のない記録媒体による情報の持出しを防ぐため",
      en: "To keep information from leaving on unapproved media",
    },
    value: usb,
    event: usbEvent,
  },
  lan: {
    name: "lan",
    version: 1,
    title: { ja: "接続機器", en: "Devices on the network" },
    what: {
      ja: "監視対象として登録したネットワークにつながっている機器のMACアドレス・IPアドレス・名前（それ以外の場所では「監視対象外」とだけ伝えます）",
      en: "MAC address, IP address and name of devices on registered networks (elsewhere only that it is elsewhere)",
    },
    why: {
      ja: "許可のない機器の接続を見つけるため",
      en: "To find devices that were connected without permission",
    },
    value: lan,
    event: lanEvent,
  },
  health: {
    name: "health",
    version: 1,
    title: { ja: "コンピュータの状態", en: "Health of the computer" },
    what: {
      ja: "機種、起動・停止・休止の時刻、ディスクの空き、時計のずれ、火の見自身が使う量",
      en: "The model, times of start, stop and sleep, free disk space, clock offset, and what Hinomi itself uses",
    },
    why: { ja: "故障と監視の空白を見つけるため", en: "To find failures and gaps in the watch" },
    value: health,
    event: healthEvent,
  },
} as const satisfies Record<string, FactDefinition>;

export type FactName = keyof typeof facts;
export const factNames: readonly FactName[] = ["patch", "antivirus", "usb", "lan", "health"];
export const isFactName = (name: string): name is FactName => Object.hasOwn(facts, name);
