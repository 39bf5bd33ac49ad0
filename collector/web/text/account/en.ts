import type { ja } from "./ja.ts";

export const en: typeof ja = {
  title: "Prepare to sign in",
  lead: "Set your own password and second factor for Hinomi.",
  forPerson: (name) => `For ${name}`,
  notYou: "If this is not your name, close the page and tell whoever gave you the link.",
  email: "E-mail address to sign in with",
  stepPassword: "1  Password",
  stepFactor: "2  Second factor",
  password: "Password (12 characters or more)",
  passwordHint: "Several long words in a row are easy to remember and hard to break.",
  again: "Password (again)",
  differs: "The two passwords differ.",
  factorLead:
    "Scan this with an authenticator app on your phone (Google Authenticator, for example) and enter the six digits it shows.",
  qr: "QR code for the authenticator app",
  openApp: "Open in the authenticator app on this phone",
  secret: "If it cannot be scanned, enter these letters",
  code: "Six digits",
  finish: "Register and begin",
};
