import type { ReactNode } from "react";
import styles from "./timeline.module.css";

export interface Moment {
  readonly key: string;
  readonly at: string;
  readonly time: string;
  readonly who: string;
  readonly what: string;
  readonly more?: ReactNode;
  readonly strong?: boolean;
}

/** What happened, one under the other, on a line. */
export function Timeline({ moments }: { readonly moments: readonly Moment[] }) {
  return (
    <ol className={styles["line"]}>
      {moments.map((moment) => (
        <li key={moment.key} className={styles["moment"]} data-strong={moment.strong ?? false}>
          <p className={styles["when"]}>
            <time dateTime={moment.at}>{moment.time}</time>
            <span>{moment.who}</span>
          </p>
          <p className={styles["what"]}>{moment.what}</p>
          {moment.more === undefined ? null : <div className={styles["more"]}>{moment.more}</div>}
        </li>
      ))}
    </ol>
  );
}
