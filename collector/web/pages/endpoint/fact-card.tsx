import type { ReactNode } from "react";
import type { z } from "zod";
import type { LatestFact } from "#shared/api/schemas.ts";
import { facts, type FactName } from "#shared/facts/index.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { endpointTexts } from "../../text/endpoint/index.ts";
import styles from "./endpoint.module.css";

interface FactCardProps<T> {
  readonly name: FactName;
  readonly latest: LatestFact | undefined;
  readonly schema: z.ZodType<T>;
  /** The verdict beside the title. */
  readonly renderVerdict?: (value: T) => ReactNode;
  readonly children: (value: T) => ReactNode;
}

/** The latest reading of one fact: its verdict, or why nobody could look. */
export function FactCard<T>({ name, latest, schema, renderVerdict, children }: FactCardProps<T>) {
  const t = useTexts(endpointTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const title = word(facts[name].title);
  if (latest === undefined)
    return (
      <Card title={title}>
        <p className={styles["soft"]}>{t.notYet}</p>
      </Card>
    );
  const value = schema.safeParse(latest.value);
  const fine = latest.status === "ok" && value.success;
  return (
    <Card
      title={title}
      aside={
        <>
          {latest.status === "failed" ? <Tag tone="unknown">{common.couldNotLook}</Tag> : null}
          {latest.status === "unsupported" ? <Tag tone="quiet">{common.cannotHere}</Tag> : null}
          {fine ? renderVerdict?.(value.data) : null}
          <AsOf at={latest.at} />
        </>
      }
    >
      {latest.status === "failed" || latest.status === "unsupported" ? (
        <div className={styles["reason"]} data-status={latest.status}>
          {latest.code === null ? null : <p>{t.failures[latest.code]}</p>}
          <p className={styles["code"]}>
            {/* The agent's own words, for whoever repairs it. */}
            <span lang={/[\u3040-\u9fff]/u.test(latest.reason ?? "") ? "ja" : "en"}>{latest.reason}</span>
            {latest.code === null ? null : ` (${latest.code})`}
          </p>
          {value.success && latest.value !== null ? <p>{t.seenOnly}</p> : null}
        </div>
      ) : null}
      {latest.status === "unread" || (latest.status === "ok" && !value.success) ? (
        <p className={styles["soft"]}>{t.unread}</p>
      ) : null}
      {value.success && latest.status !== "unread" ? children(value.data) : null}
    </Card>
  );
}
