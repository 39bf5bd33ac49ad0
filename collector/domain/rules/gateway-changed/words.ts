import type { Wording } from "#shared/model/common.ts";
import type { FindingData } from "#shared/model/incident.ts";
import { foreign } from "../../texts/plain.ts";
import { textOf, type CaseWords } from "../rule.ts";

export const gatewayTitle: Wording = { ja: "ルータが変わりました", en: "The router has changed" };

/** The case in words: one question, whether the exchange was planned. */
export function gatewayWords(data: FindingData): CaseWords {
  const mac = textOf(data, "mac") ?? "?";
  const vendor = foreign(textOf(data, "vendor") ?? "", 60);
  const address = textOf(data, "address");
  const before = foreign((textOf(data, "knownMacs") ?? "?").replaceAll(" ", "、"), 80);
  const network = foreign(textOf(data, "networkName") ?? "?", 80);
  const subnet = textOf(data, "subnet") ?? "?";
  const parts = (language: keyof Wording): string =>
    [
      `MAC ${mac}`,
      vendor === "" ? (language === "ja" ? "製造元不明" : "unknown maker") : vendor,
      ...(address === null ? [] : [`IP ${address}`]),
    ].join(language === "ja" ? "／" : " / ");
  return {
    title: gatewayTitle,
    what: {
      ja: `ルータ　${parts("ja")}（これまで MAC ${before}）`,
      en: `Router: ${parts("en")} (until now MAC ${before.replaceAll("、", ", ")})`,
    },
    happened: {
      ja: `監視対象ネットワーク「${network}」（${subnet}）のルータが、登録と違う機器になりました。機器の許可はそのまま残っています。`,
      en: `The router of the watched network "${network}" (${subnet}) is another device than the one registered. What was allowed there stays allowed.`,
    },
    doNow: {
      ja: "予定どおりの交換ですか。心当たりがありませんか。事案の画面で答えてください。\n心当たりがないときは、新しいルータに触れず、情報管理者の指示を受けてください。",
      en: "Was this a planned exchange, or does nobody know of it? Answer on the case's page.\nIf nobody knows of it, leave the new router alone and ask the information manager.",
    },
  };
}
