import { useLive } from "../../client/live-context.tsx";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { formatMoment } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import styles from "./as-of.module.css";

/** Says as of when figures are true; nothing where the moment is not known yet. */
export function AsOf({ at }: { readonly at: string | null | undefined }) {
  const t = useTexts(commonTexts);
  const { language } = useLanguage();
  const { stalled } = useLive();
  const now = useNow();
  if (at === null || at === undefined || at === "") return null;
  return (
    <span className={styles["asOf"]}>
      <time dateTime={at}>{t.asOf(formatMoment(at, now, language))}</time>
      {stalled ? <strong>・{t.stalledFigures}</strong> : null}
    </span>
  );
}
