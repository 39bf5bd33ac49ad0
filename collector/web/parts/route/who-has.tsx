import type { CaseStep } from "#shared/model/case-route.ts";
import type { Incident } from "#shared/model/incident.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { routeTexts } from "../../text/route/index.ts";
import { formatMoment } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { Tag } from "../tag/tag.tsx";
import { TimeLeft } from "./time-left.tsx";
import styles from "./route.module.css";
import { stepsNow, waitsForReceipt } from "./case-now.ts";

function Step({ step }: { readonly step: CaseStep }) {
  const t = useTexts(routeTexts);
  const { language } = useLanguage();
  const now = useNow();
  const last = step.stamps.at(-1);
  const names = step.state === "received" ? step.stamps : step.holders;
  return (
    <span className={styles["who"]}>
      <span className={styles["chair"]}>
        <strong>{step.roles.map((role) => t.role[role]).join(t.and)}</strong>
        <span className={styles["names"]}>
          {names.map(({ name, deputy }) => (deputy ? `${name}${t.deputy}` : name)).join(t.and)}
        </span>
      </span>
      <span className={styles["until"]}>
        {step.state === "received" ? (
          <span>
            {t.received}
            {last === undefined ? null : ` ${formatMoment(last.at, now, language)}`}
          </span>
        ) : (
          <>
            <span>{step.holders.length === 0 ? t.vacant : step.unreceived ? t.wentPast : t.unreceived}</span>
            {step.dueAt === null || step.unreceived ? null : <TimeLeft due={step.dueAt} />}
          </>
        )}
      </span>
    </span>
  );
}

/** Who has a case, and until when: 「情報管理者 未受領 あと42分」. */
export function WhoHas({ incident }: { readonly incident: Incident }) {
  const t = useTexts(routeTexts);
  const { language } = useLanguage();
  const now = useNow();
  const steps = stepsNow(incident);
  if (incident.handled) return <Tag tone="quiet">{t.handled}</Tag>;
  if (steps.length > 0)
    return (
      <span className={styles["whole"]}>
        {steps.map((step) => (
          <Step key={`${step.leg}${step.index}`} step={step} />
        ))}
      </span>
    );
  if (waitsForReceipt(incident))
    return (
      <span className={styles["until"]}>
        <span>{t.unreceived}</span>
        {incident.receiptDue === null ? null : <TimeLeft due={incident.receiptDue} />}
      </span>
    );
  if (incident.receivedAt === null) return <span>—</span>;
  return (
    <span>
      {t.received} {formatMoment(incident.receivedAt, now, language)} {incident.receivedBy}
    </span>
  );
}
