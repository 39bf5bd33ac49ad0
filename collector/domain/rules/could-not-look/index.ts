import { facts, isFactName } from "#shared/facts/index.ts";
import type { SensorHealth } from "#shared/model/endpoint.ts";
import type { Wording } from "#shared/model/common.ts";
import { foreign } from "../../texts/plain.ts";
import { computerData, joinComputer, titled, whatOf } from "../computers.ts";
import { textOf, type ConditionRule } from "../rule.ts";

const title = { ja: "診断できない項目", en: "Something could not be looked at" };

const nameOf = (fact: string): Wording => (isFactName(fact) ? facts[fact].title : { ja: fact, en: fact });
const reasonOf = ({ reason, code }: SensorHealth): string => foreign(reason ?? code ?? "?", 100);

/** 診断できず: a sensor that should be able to look fails. What a computer cannot have (対象外) is none. */
export const couldNotLook: ConditionRule = {
  code: "could-not-look",
  title,
  severity: "caution",
  clause: "第2章6(1)",
  basis: { ja: "実施手順「監視」", en: "Procedure: the watch" },
  outcome: "corrective",
  dependsOn: ["endpoint-silent"],
  holds: ["could-not-look-minutes"],
  judgedWhileAway: false,
  judge(subject, _now, policy) {
    const { sensors } = subject.endpoint;
    if (sensors.length === 0) return "unknown";
    const failed = sensors
      .filter(({ status }) => status === "failed")
      .toSorted((a, b) => (a.fact < b.fact ? -1 : 1));
    // After a restart of its agent a sensor that failed has not looked yet: that is no recovery.
    if (failed.length === 0) return sensors.some(({ status }) => status === "pending") ? "unknown" : "absent";
    return {
      severity: "caution",
      outcome: "corrective",
      holdSeconds: policy.thresholds["could-not-look-minutes"] * 60,
      holdFrom: null,
      notBefore: null,
      afterAbsence: false,
      data: {
        ...computerData(subject),
        sensors: failed.map(({ fact }) => fact).join(" "),
        reasons: failed
          .map((sensor) => `${nameOf(sensor.fact).ja}：${reasonOf(sensor)}`)
          .join("／")
          .slice(0, 500),
        reasonsEn: failed
          .map((sensor) => `${nameOf(sensor.fact).en}: ${reasonOf(sensor)}`)
          .join("; ")
          .slice(0, 500),
      },
    };
  },
  join: joinComputer,
  words: (data) => ({
    title: titled(title, data),
    what: whatOf(data, {
      ja: foreign(textOf(data, "reasons") ?? "センサー", 200),
      en: foreign(textOf(data, "reasonsEn") ?? "a sensor", 200),
    }),
    happened: {
      ja: "センサーが状態を読み取れません。読み取れない間、この項目に異常がないとは言えません。",
      en: "A sensor cannot read it. Meanwhile nobody can say that it is in order.",
    },
    doNow: {
      ja: "端末の画面の「センサー」で理由を確かめ、そこに書かれたとおりにしてください。\n直らないときは、端末の再起動を試してください。",
      en: "Read the reason under the computer's sensors and do what it says.\nIf that does not help, try a restart of the computer.",
    },
  }),
};
