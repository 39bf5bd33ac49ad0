import type { ReactNode } from "react";
import styles from "./tag.module.css";

export type Tone = "plain" | "quiet" | "attention" | "unknown" | "checked";
const signs: Readonly<Record<Tone, string>> = {
  plain: "",
  quiet: "",
  attention: "▲",
  unknown: "？",
  checked: "✓",
};

/** A state in a word. Colour only repeats what the word and its sign say. */
export function Tag({ tone = "plain", children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span className={tone === "checked" ? `${styles["tag"]} checked-tag` : styles["tag"]} data-tone={tone}>
      {signs[tone] === "" ? null : (
        <span aria-hidden="true" className={styles["sign"]}>
          {signs[tone]}
        </span>
      )}
      {children}
    </span>
  );
}
