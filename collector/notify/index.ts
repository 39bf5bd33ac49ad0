import { createEmailNotifier, type EmailSurroundings } from "./email/index.ts";
import type { EmailConfig, Notifier } from "./port.ts";

/** The settings of every channel; a channel that is not set up is absent. */
export interface NotifyConfig {
  readonly email?: EmailConfig | undefined;
}

type CreateNotifier = (config: NotifyConfig, around: EmailSurroundings) => Notifier | null;

/** The one list of channels: each makes its notifier where its settings are given. */
export const channels: Readonly<Record<string, CreateNotifier>> = {
  email: ({ email }, around) => (email === undefined ? null : createEmailNotifier(email, around)),
};

/** The notifiers that are set up. Files they name are looked for where `resolvePath` says. */
export const createNotifiers = (
  config: NotifyConfig,
  around: EmailSurroundings = { resolvePath: (path) => path },
): readonly Notifier[] => Object.values(channels).flatMap((create) => create(config, around) ?? []);
