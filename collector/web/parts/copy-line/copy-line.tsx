import { Button, CopyButton } from "@mantine/core";
import styles from "./copy-line.module.css";

/** A line to copy, with its button. */
export function CopyLine({
  value,
  copy,
  copied,
}: {
  readonly value: string;
  readonly copy: string;
  readonly copied: string;
}) {
  return (
    <div className={styles["line"]}>
      <code className={styles["code"]}>{value}</code>
      <CopyButton value={value} timeout={3000}>
        {({ copied: done, copy: put }) => (
          <Button variant="default" onClick={put} aria-live="polite">
            {done ? copied : copy}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
