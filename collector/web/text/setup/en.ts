import type { ja } from "./ja.ts";

export const en: typeof ja = {
  title: "First setup",
  lead: "This registers the first person of Hinomi (supervising information manager or information manager). It can be changed later.",
  stepPerson: "1  About you",
  stepFactor: "2  Second factor",
  name: "Name",
  nameHint: "Printed on papers.",
  email: "E-mail address",
  emailHint: "Notices of cases go there.",
  phone: "Telephone number (stands in mails about cases)",
  password: "Password (12 characters or more)",
  passwordHint: "Several long words in a row are easy to remember and hard to break.",
  again: "Password (again)",
  differs: "The two passwords differ.",
  factorLead: "Scan this with the authenticator app on your phone and enter the six digits it shows.",
  qr: "QR code for the authenticator app",
  secret: "If it cannot be scanned, enter these letters",
  code: "Six digits",
  finish: "Register and begin",
};
