import type { ja } from "./ja.ts";

const counted = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;

export const en: typeof ja = {
  title: "Corrections",
  lead: "A correction ends by itself once the computer is in order again. Past its deadline it becomes a case.",
  receiveAll: "Receive all",
  receivedAll: (count) =>
    count === 0 ? "There was nothing to receive." : `${counted(count, "item")} received.`,
  open: "To be put right",
  waiting: "Not told yet",
  none: (time) => `There are no corrections at present (as of ${time})`,
  noneOpen: "Nothing needs to be put right.",
  computersOf: (count) => counted(count, "computer"),
  waitingOf: (count) => `${count} updating after start`,
  holdOf: (count) => `${count} being watched for now`,
  becameCase: (count) => `${counted(count, "case")} among them`,
  since: (time) => `since ${time}`,
  due: (time) => `Due ${time}`,
  received: (time, name) => `Received ${time} ${name}`,
  unreceived: "Not received",
  show: (count) => `See ${counted(count, "computer")}`,
  hide: "Hide the computers",
  computer: "Computer",
  what: "What",
  began: "Found",
  state: "State",
  dueHead: "Due",
  states: {
    waiting: "Updating after start",
    hold: "Being watched for now",
    open: "To be put right",
    ended: "Recovered by itself",
  },
  case: (number) => `Case ${number}`,
};
