import type { Incident } from "#shared/model/incident.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { incidentsTexts } from "../../text/incidents/index.ts";
import { formatMoment } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { Tag } from "../tag/tag.tsx";

/** Until when a case that nobody has received must be received; nothing where it waits for nobody. */
export function ReceiptDue({ incident }: { readonly incident: Pick<Incident, "receiptDue"> }) {
  const t = useTexts(incidentsTexts);
  const { language } = useLanguage();
  const now = useNow();
  const { receiptDue } = incident;
  if (receiptDue === null) return null;
  const time = formatMoment(receiptDue, now, language);
  const late = Temporal.Instant.compare(Temporal.Instant.from(receiptDue), Temporal.Instant.from(now)) <= 0;
  return late ? (
    <Tag tone="attention">{t.receiptLate(time)}</Tag>
  ) : (
    <time dateTime={receiptDue}>{t.receiptDue(time)}</time>
  );
}
