export const ja = {
  title: "サインイン",
  lead: "端末とネットワークの見張りを見るには、サインインしてください。",
  email: "メールアドレス",
  password: "パスワード",
  code: "認証アプリの6桁の数字",
  signIn: "サインインする",
  setupOpen:
    "最初の設定がまだ済んでいません。監視サーバを起動した画面に表示されたリンク（setup=…）を、このコンピュータのブラウザで開いてください。",
  version: (version: string) => `火の見 ${version}`,
};
