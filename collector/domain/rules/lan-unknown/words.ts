import type { Wording } from "#shared/model/common.ts";
import type { FindingData } from "#shared/model/incident.ts";
import { numberOf, textOf, type CaseWords } from "../rule.ts";

function title(data: FindingData): Wording {
  if (data["grouped"] === true)
    return {
      ja: "ランダムなMACアドレスの機器の接続",
      en: "Devices with random MAC addresses on the network",
    };
  switch (textOf(data, "reason") ?? "") {
    case "forbidden":
      return { ja: "禁止した機器の接続", en: "Forbidden device on the network" };
    case "expired":
      return { ja: "許可の期限が切れた機器の接続", en: "Device on the network after its permission ended" };
    default:
      return data["router"] === true
        ? { ja: "未登録のルータの接続", en: "Unknown router on the network" }
        : { ja: "未登録の機器の接続", en: "Unknown device on the network" };
  }
}

function maker(data: FindingData): Wording {
  if (data["randomMac"] === true)
    return { ja: "ランダムなMACアドレス（製造元は分かりません）", en: "random MAC address (maker unknown)" };
  const vendor = textOf(data, "vendor");
  return vendor === null ? { ja: "製造元不明", en: "unknown maker" } : { ja: vendor, en: vendor };
}

function what(data: FindingData): Wording {
  const mac = textOf(data, "mac") ?? "?";
  const by = maker(data);
  const address = textOf(data, "address");
  const name = textOf(data, "hostName");
  const state: Wording =
    data["reason"] === "forbidden"
      ? { ja: "台帳で禁止", en: "forbidden in the register" }
      : data["reason"] === "expired"
        ? { ja: "台帳の許可は期限切れ", en: "permission in the register has ended" }
        : { ja: "台帳にありません", en: "not in the register" };
  const parts = (language: keyof Wording): string =>
    [
      `MAC ${mac}`,
      by[language],
      ...(address === null ? [] : [`IP ${address}`]),
      ...(name === null ? [] : [language === "ja" ? `自称 ${name}` : `calls itself ${name}`]),
    ].join(language === "ja" ? "／" : " / ");
  const count = data["grouped"] === true ? (numberOf(data, "devices") ?? 1) : 1;
  const more: Wording =
    count > 1
      ? {
          ja: ` ほか${String(count - 1)}台（この日の一覧は事案にあります）`,
          en: ` and ${String(count - 1)} more (listed in the case)`,
        }
      : { ja: "", en: "" };
  return {
    ja: `機器　${parts("ja")}（${state.ja}）${more.ja}`,
    en: `Device: ${parts("en")} (${state.en})${more.en}`,
  };
}

/** The case in words. Names and addresses are foreign text. */
export function lanWords(data: FindingData): CaseWords {
  const network = textOf(data, "networkName") ?? "?";
  return {
    title: title(data),
    what: what(data),
    happened: {
      ja: `監視対象ネットワーク「${network}」に接続されました。`,
      en: `It was connected to the watched network "${network}".`,
    },
    doNow: {
      ja: "心当たりのある機器かどうかを職場で確かめてください。\n業務用の機器なら台帳に登録し、心当たりがなければ情報管理者の指示を受けてください。",
      en: "Find out in the office whether somebody knows this device.\nIf it is for work, enter it in the register; if nobody knows it, ask the information manager.",
    },
  };
}
