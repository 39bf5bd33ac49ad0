import { createEmailNotifier } from "./email/index.ts";
import type { EmailConfig, Notifier } from "./port.ts";

/** The settings of every channel; a channel that is not set up is absent. */
export interface NotifyConfig {
  readonly email?: EmailConfig | undefined;
}

/** The one list of channels: each makes its notifier where its settings are given. */
export const channels: Readonly<Record<string, (config: NotifyConfig) => Notifier | null>> = {
  email: ({ email }) => (email === undefined ? null : createEmailNotifier(email)),
};

/** The notifiers that are set up. */
export const createNotifiers = (config: NotifyConfig): readonly Notifier[] =>
  Object.values(channels).flatMap((create) => create(config) ?? []);
