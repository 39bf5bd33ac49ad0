import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { CallFailure } from "../../client/call.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { commonTexts } from "../../text/common/index.ts";
import styles from "./view.module.css";

interface Asked<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** Shows an answer once it is there. What was there stays while it is asked again or cannot be. */
export function View<T>({
  of,
  children,
}: {
  readonly of: Asked<T>;
  readonly children: (data: T) => ReactNode;
}) {
  const t = useTexts(commonTexts);
  const { language } = useLanguage();
  const sentence =
    of.error instanceof CallFailure
      ? of.error.sentence[language]
      : of.error instanceof Error
        ? of.error.message
        : "";
  return (
    <>
      {of.error === null || of.error === undefined ? null : (
        <div role="alert" className={styles["failure"]}>
          <p>{sentence}</p>
          <Button variant="default" onClick={() => void of.refetch()}>
            {t.retry}
          </Button>
        </div>
      )}
      {of.data === undefined ? of.error ? null : <Waiting /> : children(of.data)}
    </>
  );
}

/** Stands where something will be; shows itself only after half a second. */
export function Waiting() {
  const t = useTexts(commonTexts);
  return (
    <p className={styles["waiting"]} aria-live="polite">
      {t.loading}…
    </p>
  );
}

/** A sentence where a list has nothing. */
export function Nothing({ children }: { readonly children: ReactNode }) {
  return <p className={styles["nothing"]}>{children}</p>;
}
