import { useId, type ReactNode } from "react";
import styles from "./card.module.css";

interface CardProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly tone?: "plain" | "grave";
  readonly level?: 2 | 3;
  /** Whether the content reaches the card's edges, as a table does. */
  readonly flush?: boolean;
  /** Hides the heading from the eye where the page's own says the same. */
  readonly quiet?: boolean;
  /** Whether paper may break it across pages, as a long list must. */
  readonly breaks?: boolean;
  readonly children: ReactNode;
}

/** One box with a heading; a landmark of its own. */
export function Card({
  title,
  aside,
  tone = "plain",
  level = 2,
  flush = false,
  quiet = false,
  breaks = false,
  children,
}: CardProps) {
  const id = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section className={styles["card"]} data-tone={tone} data-breaks={breaks} aria-labelledby={id}>
      <div className={quiet ? "visually-hidden" : styles["head"]}>
        <Heading id={id} className={styles["title"]}>
          {title}
        </Heading>
        {aside === undefined ? null : <div className={styles["aside"]}>{aside}</div>}
      </div>
      <div className={flush ? styles["flush"] : styles["body"]}>{children}</div>
    </section>
  );
}
