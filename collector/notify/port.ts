export { emailConfig, type EmailConfig } from "./email/config.ts";

/** One notice to one person, in every form a channel may need. All text may hold foreign words; carriers escape. */
export interface Message {
  /** The delivery's id: the same over every retry, so that a repeat can be told from a second notice. */
  readonly id: string;
  /** What the notice is about; notices of one thread stand together in the reader's mailbox. */
  readonly thread: string;
  /** Whether an earlier notice of this thread went to this person. */
  readonly followsUp: boolean;
  readonly to: { readonly name: string; readonly address: string };
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** When the notice was written, an ISO instant. */
  readonly date: string;
  readonly language: "ja" | "en";
}

/** Outcome of one attempt. `reason` is a sentence for people, free of secrets. */
export type SendOutcome =
  | { readonly ok: true; readonly reference: string }
  | { readonly ok: false; readonly retry: boolean; readonly reason: string };

/** A way to reach people. A folder of code, settings and tests; the one list is `index.ts`. */
export interface Notifier {
  /** The channel's stable name, stored with each delivery. */
  readonly channel: string;
  /** Tries once. Never throws: a failure is an outcome that says whether another try can help. */
  send(message: Message, signal: AbortSignal): Promise<SendOutcome>;
  /** Reaches the carrier and signs in, without sending anything. */
  check(signal: AbortSignal): Promise<SendOutcome>;
  /** Lets go of connections. */
  close(): void;
}
