import type { ja } from "./ja.ts";

export const en: typeof ja = {
  title: "Sign in",
  lead: "Sign in to see the watch over computers and networks.",
  email: "E-mail address",
  password: "Password",
  code: "Six digits from the authenticator app",
  signIn: "Sign in",
  setupOpen:
    "The first setup has not been done yet. Open the link (setup=…) that the collector printed when it started.",
  version: (version) => `Hinomi ${version}`,
};
