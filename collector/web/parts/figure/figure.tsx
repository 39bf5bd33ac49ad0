import type { ReactNode } from "react";
import { useTexts } from "../../language/language-context.tsx";
import { commonTexts } from "../../text/common/index.ts";
import styles from "./figure.module.css";

interface FigureProps {
  readonly label: string;
  /** Null while nobody knows it yet: that reads 確認中, never 0. */
  readonly value: number | null;
  readonly unit: string;
  /** The whole of which `value` is a part; draws a bar beside the number. */
  readonly of?: number;
  readonly ofWord?: string;
  readonly note?: ReactNode;
  readonly tone?: "plain" | "attention" | "unknown";
}

const grouped = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 1 });

/** One number with its unit; zero is said quietly. A bar never stands without its number. */
export function Figure({ label, value, unit, of, ofWord, note, tone = "plain" }: FigureProps) {
  const t = useTexts(commonTexts);
  if (value === null)
    return (
      <div className={styles["figure"]} data-tone="checking">
        <dt className={styles["label"]}>{label}</dt>
        <dd className={styles["value"]}>
          <span className={styles["number"]}>{t.checking}</span>
          {note === undefined ? null : <span className={styles["note"]}>{note}</span>}
        </dd>
      </div>
    );
  return (
    <div className={styles["figure"]} data-tone={value === 0 && of === undefined ? "zero" : tone}>
      <dt className={styles["label"]}>{label}</dt>
      <dd className={styles["value"]}>
        <span className={`${styles["number"]} figure number`}>
          {unit === "%" ? value.toFixed(1) : grouped(value)}
        </span>
        <span className={styles["unit"]}>
          {ofWord ?? ""}
          {ofWord === undefined ? unit : ""}
        </span>
        {of === undefined || of === 0 ? null : (
          <progress
            className={styles["bar"]}
            value={value}
            max={unit === "%" ? 100 : of}
            aria-hidden="true"
          />
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
