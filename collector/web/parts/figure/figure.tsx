import type { ReactNode } from "react";
import styles from "./figure.module.css";

interface FigureProps {
  readonly label: string;
  readonly value: number;
  readonly unit: string;
  /** The whole of which `value` is a part; draws a bar beside the number. */
  readonly of?: number;
  readonly ofWord?: string;
  readonly note?: ReactNode;
  readonly tone?: "plain" | "attention" | "unknown";
}

/** One number with its unit; zero is said quietly. A bar never stands without its number. */
export function Figure({ label, value, unit, of, ofWord, note, tone = "plain" }: FigureProps) {
  return (
    <div className={styles["figure"]} data-tone={value === 0 && of === undefined ? "zero" : tone}>
      <dt className={styles["label"]}>{label}</dt>
      <dd className={styles["value"]}>
        <span className={`${styles["number"]} figure number`}>{value.toLocaleString("en-US")}</span>
        <span className={styles["unit"]}>
          {ofWord ?? ""}
          {ofWord === undefined ? unit : ""}
        </span>
        {of === undefined || of === 0 ? null : (
          <progress className={styles["bar"]} value={value} max={of} aria-hidden="true" />
        )}
        {note === undefined ? null : <span className={styles["note"]}>{note}</span>}
      </dd>
    </div>
  );
}

/** Figures under each other, in one list. */
export function Figures({ children }: { readonly children: ReactNode }) {
  return <dl className={styles["figures"]}>{children}</dl>;
}
