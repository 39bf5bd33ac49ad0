import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { registersTexts } from "../../text/registers/index.ts";
import { dateField, daysLeft, formatDate, formatDateTime } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import styles from "./expiry.module.css";
import { Tag } from "../tag/tag.tsx";

/** Until when a permission lasts, with the days that are left; an ended one is said first. */
export function Expiry({ at, withTime = false }: { readonly at: string; readonly withTime?: boolean }) {
  const t = useTexts(registersTexts);
  const { language } = useLanguage();
  const now = useNow();
  const date = withTime ? formatDateTime(at, language) : formatDate(at, language);
  const left = daysLeft(at, now);
  if (left === 0) return <Tag tone="attention">{t.expired(date)}</Tag>;
  const near = dateField(at) === dateField(now) ? t.lastDay : t.daysLeft(left);
  return (
    <time dateTime={at}>
      {t.until(date)} <span className={styles["near"]}>{near}</span>
    </time>
  );
}
