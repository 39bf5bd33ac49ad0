import { serialDoubt, serialQuality, usbKind, usbKindWords } from "#shared/facts/usb.ts";
import type { Wording } from "#shared/model/common.ts";
import type { FindingData } from "#shared/model/incident.ts";
import { numberOf, textOf, type CaseWords } from "../rule.ts";

const kindOf = (data: FindingData): Wording & { readonly phone: boolean } => {
  const kind = usbKind.safeParse(data["kind"]);
  return { ...usbKindWords[kind.success ? kind.data : "other"], phone: kind.data === "smartphone" };
};

function title(data: FindingData): Wording {
  const kind = kindOf(data);
  const name = kind.phone
    ? { ja: "スマートフォンの接続（充電を含む）", en: "smartphone connected (charging included)" }
    : null;
  switch (textOf(data, "reason") ?? "") {
    case "other-computer":
      return {
        ja: `この端末に登録のない${name?.ja ?? `${kind.ja}の接続`}`,
        en: `${kind.en} connected that is registered for other computers`,
      };
    case "forbidden":
      return { ja: `使用禁止の${name?.ja ?? `${kind.ja}の接続`}`, en: `Forbidden ${kind.en} connected` };
    case "expired":
      return {
        ja: `許可の期限が切れた${name?.ja ?? `${kind.ja}の接続`}`,
        en: `${kind.en} connected after its permission ended`,
      };
    case "written":
      return {
        ja: `読み取り専用の${kind.ja}への書き込み（要確認）`,
        en: `Write to a read-only ${kind.en} (to be checked)`,
      };
    default:
      return name === null
        ? { ja: `未登録の${kind.ja}の接続`, en: `Unregistered ${kind.en} connected` }
        : { ja: name.ja, en: "Smartphone connected (charging included)" };
  }
}

/** A serial number's last four letters: enough to tell sticks apart at a desk, not the whole number in a mailbox. */
const serialTail = (serial: string): string => `…${Array.from(serial).slice(-4).join("")}`;

function identity(data: FindingData): Wording {
  const serial = textOf(data, "serial");
  const quality = serialQuality.safeParse(data["serialQuality"]);
  // A quality nobody states is no proof that the number is the stick's own.
  const doubt = serialDoubt(serial, quality.success ? quality.data : "shared");
  if (doubt !== null) return doubt;
  const tail = serialTail(serial ?? "");
  return { ja: `シリアル末尾 ${tail}`, en: `serial ending ${tail}` };
}

const registerState: Readonly<Record<string, Wording>> = {
  "other-computer": { ja: "他の端末で登録", en: "registered for other computers" },
  forbidden: { ja: "台帳で使用禁止", en: "forbidden in the register" },
  expired: { ja: "台帳の許可は期限切れ", en: "permission in the register has ended" },
  written: { ja: "台帳では読み取り専用", en: "read-only in the register" },
};
const notInRegister: Wording = { ja: "台帳にありません", en: "not in the register" };

/** Bytes as people read them, in steps of 1,024. */
export function amount(bytes: number): string {
  if (bytes < 1024) return `${String(bytes)} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"] as const;
  let value = bytes / 1024;
  let unit: string = units[0];
  for (const larger of units.slice(1)) {
    if (value < 1024) break;
    value /= 1024;
    unit = larger;
  }
  return `${value < 10 ? value.toFixed(1) : String(Math.round(value))} ${unit}`;
}

function happened(data: FindingData): Wording {
  const bytes = numberOf(data, "bytesWritten");
  const written: Wording =
    bytes === null
      ? { ja: "不明", en: "unknown" }
      : bytes === 0
        ? { ja: "0バイト（装置の計数）", en: "0 bytes by the device's counter" }
        : { ja: `あり（${amount(bytes)}）`, en: `yes (${amount(bytes)})` };
  const verb: Wording =
    data["reason"] === "written"
      ? { ja: "取り外されました。", en: "It was removed." }
      : { ja: "接続されました。", en: "It was connected." };
  return {
    ja: `${verb.ja}書き込みの有無：${written.ja}（ファイルの内容・名前は記録しません）`,
    en: `${verb.en} Written to: ${written.en} (contents and names of files are never recorded)`,
  };
}

function doNow(data: FindingData): Wording {
  if (data["reason"] === "written")
    return {
      ja: "使用者に事情をたずね、書き込みが業務で必要だったかを確かめてください。\n違反かどうかは情報管理者が判断します。",
      en: "Ask the user what happened and whether the write was needed for the work.\nWhether it is a violation is judged by the information manager.",
    };
  if (data["kind"] === "smartphone")
    return {
      ja: "使用者に事情をたずね、充電は電源アダプタで行うよう伝えてください。",
      en: "Ask the user what happened, and ask to charge from a wall adapter.",
    };
  return {
    ja: "使用者に事情をたずね、安全な取り外しをしてもらってください。\n中身は開かないでください。預かる場合は本人の了解を得て、預り票を渡してください。",
    en: "Ask the user what happened, and to remove it safely.\nDo not open its contents. If you take it into keeping, ask for consent and hand over a receipt.",
  };
}

/** The case in words. Vendor, product and serial are foreign text. */
export function usbWords(data: FindingData): CaseWords {
  const kind = kindOf(data);
  const reason = textOf(data, "reason") ?? "";
  const state = registerState[reason] ?? notInRegister;
  const makerJa = textOf(data, "vendor") ?? "製造元不明";
  const makerEn = textOf(data, "vendor") ?? "unknown maker";
  const productJa = textOf(data, "product") ?? "製品名不明";
  const productEn = textOf(data, "product") ?? "unknown product";
  const serial = identity(data);
  return {
    title: title(data),
    what: {
      ja: `${kind.ja}　${makerJa}/${productJa}/${serial.ja}（${state.ja}）`,
      en: `${kind.en}: ${makerEn} / ${productEn} / ${serial.en} (${state.en})`,
    },
    happened: happened(data),
    doNow: doNow(data),
  };
}
