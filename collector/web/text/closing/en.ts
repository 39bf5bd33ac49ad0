import type { ja } from "./ja.ts";

const updates = {
  cause: [
    "It stayed switched off for days.",
    "There was too little space for the update.",
    "The restart was put off.",
  ],
  measure: [
    "The updates were installed and it was restarted.",
    "Space was made and the updates were installed.",
  ],
  prevention: ["Restart on a fixed day each week.", "Switch on unused computers once a week."],
};
const antivirus = {
  cause: ["It stopped while being exchanged.", "The user stopped it for a while.", "Its licence ran out."],
  measure: [
    "It was switched on again and everything was scanned.",
    "Its definitions were updated.",
    "It was installed.",
  ],
  prevention: [
    "Told everybody to ask the information manager first.",
    "Entered the licence's end in the ledger.",
  ],
};
const silence = {
  cause: ["It was not switched on.", "The network cable was out.", "It is no longer used."],
  measure: [
    "It was found and switched on.",
    "The cable was plugged in again.",
    "Its state was set to “Resting”.",
  ],
  prevention: [
    "Tell the information manager before a computer is put aside.",
    "The cables were put in order.",
  ],
};

export const en: typeof ja = {
  title: "Cause, measure, prevention",
  cause: "Cause",
  measure: "Measure",
  prevention: "Prevention",
  save: "Record",
  write: "Write cause, measure and prevention",
  change: "Write anew",
  notYet: "Not written yet.",
  ready: {
    "usb-unregistered": {
      cause: [
        "A private medium was plugged into a work computer.",
        "A medium from a business partner was plugged in unchecked.",
        "It is for work but was not in the register yet.",
        "A phone was charged.",
      ],
      measure: [
        "It was removed and the user was asked about it.",
        "The computer was scanned and nothing was found.",
        "The medium was entered in the register.",
        "It was kept with the person's consent, against a receipt.",
      ],
      prevention: [
        "Told everybody to use registered media only.",
        "Phones are charged with a charger of their own.",
        "The information manager looks at received media first.",
      ],
    },
    "lan-unknown": {
      cause: [
        "It is for work but was not in the register yet.",
        "A visitor's or vendor's device was connected without a word.",
        "A private device joined the Wi-Fi.",
      ],
      measure: [
        "It was entered in the register.",
        "It was taken off the network.",
        "The Wi-Fi password was changed.",
      ],
      prevention: [
        "Told everybody to tell the information manager first.",
        "Visitors use the network for guests.",
      ],
    },
    "gateway-changed": {
      cause: ["The router was exchanged.", "The line's provider exchanged the device."],
      measure: ["Asked the provider and registered the new router.", "The strange router was removed."],
      prevention: ["Tell the information manager before an exchange.", "The place of the devices is locked."],
    },
    "patch-overdue": updates,
    "os-unsupported": {
      cause: [
        "There was no plan to replace the computer.",
        "A program in use does not run on a newer system.",
      ],
      measure: ["It was taken off the network.", "It was replaced.", "Its system was upgraded."],
      prevention: ["Enter the end of support in the ledger and budget for it the year before."],
    },
    "antivirus-missing": antivirus,
    "antivirus-off": antivirus,
    "antivirus-stale": antivirus,
    "endpoint-silent": silence,
    "could-not-look": {
      cause: ["Hinomi lacked a permission.", "The antivirus stopped Hinomi."],
      measure: ["The permission was set.", "Hinomi was entered as an exception of the antivirus."],
      prevention: ["It was added to the steps for setting up a computer."],
    },
  },
};
