import { StoreError } from "#collector/storage/port.ts";
import { AuthorityError } from "#collector/ingest/port.ts";
import type { Wording } from "#shared/model/common.ts";
import { SettingsError } from "#shared/settings/settings-file.ts";

/** Why the collector cannot start, in one sentence with what to do; nothing was overwritten. */
export class StartupProblem extends Error {
  readonly words: Wording;
  readonly exitCode: number;
  constructor(words: Wording, exitCode: number, options?: ErrorOptions) {
    super(words.en, options);
    this.name = "StartupProblem";
    this.words = words;
    this.exitCode = exitCode;
  }
}

const systemCode = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** Turns a failure to listen into a sentence that names the address and the option that changes it. */
export function listenProblem(error: unknown, host: string, port: number, option: string): StartupProblem {
  const at = `${host}:${port}`;
  if (systemCode(error) === "EADDRINUSE") {
    return new StartupProblem(
      {
        ja: `ポート ${at} は、ほかのプログラムが使っています。それを止めるか、${option} で別の番号を指定してください。`,
        en: `Port ${at} is taken by another program; stop it, or choose another number with ${option}.`,
      },
      3,
      { cause: error },
    );
  }
  if (systemCode(error) === "EACCES") {
    return new StartupProblem(
      {
        ja: `ポート ${at} を開く権限がありません。${option} で1024以上の番号を指定してください。`,
        en: `There is no permission to open port ${at}; choose a number of 1024 or above with ${option}.`,
      },
      3,
      { cause: error },
    );
  }
  return new StartupProblem(
    {
      ja: `${at} で待ち受けられません（${systemCode(error)}）。このコンピュータのアドレスか確かめてください。`,
      en: `${at} cannot be listened on (${systemCode(error)}); make sure that the address belongs to this computer.`,
    },
    3,
    { cause: error },
  );
}

/** Turns any failure of the start into a sentence; what it does not know is told as it is. */
export function startupProblem(error: unknown): StartupProblem {
  if (error instanceof StartupProblem) return error;
  if (error instanceof SettingsError) {
    const words = {
      ja: `設定に誤りがあります。${error.message}。この行を直して、もう一度起動してください。`,
      en: `The settings are wrong: ${error.message}; mend this line and start again.`,
    };
    return new StartupProblem(words, 2, { cause: error });
  }
  if (error instanceof StoreError) {
    const exitCode = error.code === "newer-schema" ? 5 : 4;
    return new StartupProblem({ ja: error.message, en: error.message }, exitCode, { cause: error });
  }
  if (error instanceof AuthorityError) {
    return new StartupProblem({ ja: error.message, en: error.message }, 4, { cause: error });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new StartupProblem(
    { ja: `起動できませんでした: ${reason}`, en: `It could not start: ${reason}` },
    1,
    { cause: error },
  );
}

/** A data directory that cannot be used. */
export function directoryProblem(directory: string, error: unknown): StartupProblem {
  const code = systemCode(error);
  return new StartupProblem(
    {
      ja: `データの置き場所 ${directory} に書き込めません（${code}）。権限を直すか、--data で別の場所を指定してください。`,
      en: `The data directory ${directory} cannot be written (${code}); mend its permissions or choose another with --data.`,
    },
    4,
    { cause: error },
  );
}
