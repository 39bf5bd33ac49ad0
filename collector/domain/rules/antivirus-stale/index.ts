import { antivirus, type Antivirus } from "#shared/facts/antivirus.ts";
import type { Policy } from "#shared/model/policy.ts";
import { holdAfterReturn, type Hold } from "../../conditions/powered.ts";
import type { ComputerSubject } from "../../conditions/subject.ts";
import { wellRead } from "../../conditions/reading.ts";
import { foreign } from "../../texts/plain.ts";
import { computerData, joinComputer, momentOf, titled, whatOf } from "../computers.ts";
import { textOf, type ConditionRule, type RuleSeverity } from "../rule.ts";

const title = { ja: "ウイルス対策の定義の更新遅れ", en: "Old virus definitions" };

/** When the newest definitions that protect the computer were built, by product; null where no product says so. */
function newestLoaded(read: Antivirus): { readonly product: string; readonly builtAt: string } | null {
  let newest: { readonly product: string; readonly builtAt: string } | null = null;
  for (const { name, loaded, state } of read.products) {
    if (state === "stopped" || state === "not-installed" || loaded?.builtAt == null) continue;
    const builtAt = Temporal.Instant.from(loaded.builtAt);
    if (newest === null || Temporal.Instant.compare(builtAt, Temporal.Instant.from(newest.builtAt)) > 0)
      newest = { product: name, builtAt: loaded.builtAt };
  }
  return newest;
}

/** How heavy the age is, or null where the definitions are fresh. An age nobody states is what the sensor judged. */
function severityOf(
  read: Antivirus,
  builtAt: string | null,
  now: string,
  policy: Policy,
): RuleSeverity | null {
  if (read.state === "no-database") return "warning";
  const hours =
    builtAt === null ? null : Temporal.Instant.from(builtAt).until(Temporal.Instant.from(now)).total("hours");
  if (hours !== null && hours > policy.thresholds["antivirus-warning-days"] * 24) return "warning";
  if (hours !== null && hours > policy.thresholds["antivirus-caution-days"] * 24) return "caution";
  return read.state === "stale" ? "caution" : null;
}

/** A product that has just been installed or started has loaded no definitions for some minutes. */
function holdOf(read: Antivirus, subject: ComputerSubject, now: string, policy: Policy): Hold {
  const hold = holdAfterReturn(subject, now, policy);
  return hold.afterAbsence || read.state !== "no-database"
    ? hold
    : { ...hold, holdSeconds: policy.thresholds["antivirus-off-minutes"] * 60 };
}

/** 定義の更新遅れ: the virus definitions in use are older than the policy allows, or there are none. */
export const antivirusStale: ConditionRule = {
  code: "antivirus-stale",
  title,
  severity: "caution",
  clause: "第2章5(5)",
  basis: { ja: "実施手順「コンピュータウイルス対策」", en: "Procedure: protection against viruses" },
  outcome: "corrective",
  dependsOn: ["antivirus-missing", "antivirus-off"],
  holds: ["after-absence-hours", "antivirus-off-minutes"],
  judgedWhileAway: false,
  judge(subject, now, policy) {
    const read = wellRead(subject.facts["antivirus"], antivirus);
    if (read === null) return "unknown";
    if (read.state === "not-installed" || read.state === "stopped") return "absent";
    const newest = newestLoaded(read);
    const severity = severityOf(read, newest?.builtAt ?? null, now, policy);
    if (severity === null) return "absent";
    return {
      severity,
      outcome: "corrective",
      ...holdOf(read, subject, now, policy),
      notBefore: null,
      data: {
        ...computerData(subject),
        product: newest?.product ?? read.products[0]?.name ?? null,
        builtAt: newest?.builtAt ?? null,
        noDatabase: read.state === "no-database",
      },
    };
  },
  join: joinComputer,
  words: (data) => {
    const product = foreign(textOf(data, "product") ?? "", 60);
    const built = momentOf(data, "builtAt");
    const none = data["noDatabase"] === true;
    return {
      title: titled(title, data),
      what: whatOf(data, {
        ja: `${product === "" ? "ウイルス対策ソフト" : product}　${none ? "定義（パターンファイル）がありません" : `定義（パターンファイル）の日時 ${built.ja}`}`,
        en: `${product === "" ? "antivirus software" : product}, ${none ? "without definitions" : `definitions of ${built.en}`}`,
      }),
      happened: {
        ja: "新しいコンピュータウイルスを見つけられないおそれがあります。",
        en: "It may miss new viruses.",
      },
      doNow: {
        ja: "使用者に、ウイルス対策ソフトの定義の更新を頼んでください。\n更新できないときは、インターネットへの接続とソフトの契約期限を確かめてください。",
        en: "Ask the user to update the virus definitions.\nIf that fails, check the connection to the Internet and whether the product's licence has ended.",
      },
    };
  },
};
