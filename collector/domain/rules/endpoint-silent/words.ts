import type { Wording } from "#shared/model/common.ts";
import type { FindingData } from "#shared/model/incident.ts";
import { momentOf, titled, whatOf } from "../computers.ts";
import { textOf, type CaseWords } from "../rule.ts";

/** In which way a computer is silent. */
export type SilenceReason = "server" | "vanished" | "still-there" | "whereabouts";

export const silenceTitle: Wording = { ja: "端末・サーバの未応答", en: "Computer not heard from" };

type Said = Omit<CaseWords, "what">;

const vanished: Said = {
  title: { ja: "端末の未応答", en: "Terminal not heard from" },
  happened: {
    ja: "電源を切った記録もスリープの記録もないまま、応答がなくなりました。",
    en: "It fell silent without a record of a shutdown or of sleep.",
  },
  doNow: {
    ja: "端末がどこにあり、どうなっているかを使用者にたずねてください。\n見当たらないときは、紛失・盗難として情報管理者に知らせてください。",
    en: "Ask the user where the computer is and what became of it.\nIf it cannot be found, tell the information manager that it is lost.",
  },
};

const said: Readonly<Record<SilenceReason, Said>> = {
  vanished,
  server: {
    title: { ja: "サーバの未応答", en: "Server not heard from" },
    happened: {
      ja: "サーバから応答がなくなりました。",
      en: "The server fell silent.",
    },
    doNow: {
      ja: "サーバの電源とネットワークの接続を確かめてください。\n動いているのに応答がないときは、電源を切らずに情報管理者の指示を受けてください。",
      en: "Check the server's power and network connection.\nIf it runs and still does not answer, leave it on and ask the information manager.",
    },
  },
  "still-there": {
    title: { ja: "監視の止まった端末", en: "Terminal whose watch has stopped" },
    happened: {
      ja: "監視対象ネットワークにはつながっていますが、火の見のエージェントから応答がありません。",
      en: "It is on a watched network, but its Hinomi agent does not answer.",
    },
    doNow: {
      ja: "使用者に事情をたずね、端末を再起動してもらってください。\n再起動しても応答がないときは、情報管理者の指示を受けてください。",
      en: "Ask the user what happened, and to restart the computer.\nIf it stays silent, ask the information manager.",
    },
  },
  whereabouts: {
    title: { ja: "端末の所在確認", en: "Where is this computer" },
    happened: {
      ja: "通常の終了のあと、長い間使われていません。",
      en: "It was shut down in order and has not been used for a long time.",
    },
    doNow: {
      ja: "端末が所定の場所にあるかを確かめてください。\n当分使わないときは、台帳で「休止」にしてください。",
      en: "Check that the computer is in its place.\nIf it will not be used for some time, set it to resting in the register.",
    },
  },
};

const isReason = (text: string | null): text is SilenceReason => text !== null && Object.hasOwn(said, text);

/** The condition in words. */
export function silenceWords(data: FindingData): CaseWords {
  const reason = textOf(data, "reason");
  const words = isReason(reason) ? said[reason] : vanished;
  const since = momentOf(data, "since");
  return {
    ...words,
    title: titled(words.title, data),
    what: whatOf(data, { ja: `最後の応答 ${since.ja}`, en: `last heard ${since.en}` }),
  };
}
