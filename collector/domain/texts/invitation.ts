import { type Paper, paperHtml, paperText } from "./paper.ts";
import { foreign } from "./plain.ts";

/** The mail with the one-time link by which a person sets a password and a second factor. */
export function invitationMail(subject: {
  readonly name: string;
  readonly organisation: string;
  readonly link: string;
  readonly language: "ja" | "en";
}): { readonly subject: string; readonly text: string; readonly html: string } {
  const { language, link } = subject;
  const ja = language === "ja";
  const organisation = foreign(subject.organisation, 80);
  const paper: Paper = {
    language,
    title: ja ? "火の見の利用登録" : "Your account in Hinomi",
    badge: organisation,
    sections: [
      {
        heading: ja ? `${foreign(subject.name, 80)} 様` : foreign(subject.name, 80),
        lines: ja
          ? [
              "次のリンクを開き、パスワードと確認コード（認証アプリ）を設定してください。",
              "リンクは7日間、1回だけ使えます。ほかの人に渡さないでください。",
              "心当たりがないときは、何もせずに情報管理者へお知らせください。",
            ]
          : [
              "Open this link to set a password and a second factor (authenticator).",
              "It works once, for seven days. Give it to nobody.",
              "If you did not expect this, do nothing and tell the information manager.",
            ],
        table: null,
      },
    ],
    link: { href: link, word: ja ? "利用登録を始める" : "Begin" },
    closing: [],
  };
  return {
    subject: ja ? "【火の見】利用登録のご案内" : "[Hinomi] Your account",
    text: paperText(paper),
    html: paperHtml(paper),
  };
}
