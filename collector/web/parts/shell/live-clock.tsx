import { useLive } from "../../client/live-context.tsx";
import { useTexts } from "../../language/language-context.tsx";
import { shellTexts } from "../../text/shell/index.ts";
import { formatClock, formatTime } from "../../times/format.ts";
import styles from "./shell.module.css";

/** 「18:05:12 更新中」 while the collector is heard. */
export function LiveClock() {
  const t = useTexts(shellTexts);
  const { at, stalled } = useLive();
  if (stalled) return null;
  return (
    <p className={styles["clock"]}>
      <span className="number">{at === null ? t.waiting : t.updating(formatClock(at))}</span>
      <span className={styles["pulse"]} data-on={at !== null} aria-hidden="true" />
    </p>
  );
}

/** Says since when nothing came from the collector. */
export function StalledBanner() {
  const t = useTexts(shellTexts);
  const { at, stalled } = useLive();
  return (
    <div aria-live="polite">
      {stalled ? (
        <div className={styles["stalled"]}>
          <strong>{at === null ? t.stalledFromStart : t.stalled(formatTime(at))}</strong>
          <span>{t.stalledHint}</span>
        </div>
      ) : null}
    </div>
  );
}
