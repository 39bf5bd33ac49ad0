export const ja = {
  title: "サインインの準備",
  lead: "火の見を使うための、あなたのパスワードと二段階認証を決めます。",
  forPerson: (name: string) => `${name} さん`,
  notYou: "お名前が違うときは、この画面を閉じて、リンクをくれた人に知らせてください。",
  email: "サインインに使うメールアドレス",
  stepPassword: "1　パスワード",
  stepFactor: "2　二段階認証",
  password: "パスワード（12文字以上）",
  passwordHint: "長い言葉をいくつか並べると、覚えやすく破られにくくなります。",
  again: "パスワード（もう一度）",
  differs: "二つのパスワードが違います。",
  factorLead:
    "スマートフォンに認証アプリ（Google Authenticator など）を入れ、この画面を読み取り、表示された6桁の数字を入れてください。",
  qr: "認証アプリで読み取るQRコード",
  secret: "読み取れないときは、この文字を入れてください",
  code: "6桁の数字",
  finish: "登録してはじめる",
};
