import type { Policy } from "#shared/model/policy.ts";
import { roleWords } from "#shared/model/role.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { policyTexts } from "../../text/policy/index.ts";
import { formatDay } from "../../times/format.ts";
import styles from "./policy.module.css";

interface Value {
  readonly label: string;
  readonly value: string;
}

function Values({ values }: { readonly values: readonly Value[] }) {
  return (
    <dl className={styles["values"]}>
      {values.map(({ label, value }) => (
        <div key={label} className={styles["value"]}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const correctives = [
  "patch-overdue",
  "antivirus-missing",
  "antivirus-stale",
  "os-unsupported",
  "endpoint-silent",
  "could-not-look",
] as const;

/** Hours, deadlines and the weekly summary. */
export function TimesCards({ policy }: { readonly policy: Policy }) {
  const t = useTexts(policyTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const { language } = useLanguage();
  const { hours, deadlines, corrective, summary } = policy;
  const days = (list: readonly string[]): string =>
    list.length === 0 ? common.none : list.map((day) => formatDay(day, language)).join(t.comma);
  const set = <Tag tone="quiet">{t.procedureValue}</Tag>;
  return (
    <div className={styles["column"]}>
      <Card title={t.hours} aside={set}>
        <Values
          values={[
            { label: t.opens, value: t.hourRange(hours.opens, hours.closes) },
            { label: t.morning, value: hours["morning-deadline"] },
            { label: t.digest, value: hours.digest },
            { label: t.closed, value: days(hours.closed) },
            { label: t.open, value: days(hours.open) },
          ]}
        />
        <p className={styles["soft"]}>{t.holidays}</p>
      </Card>
      <Card title={t.deadlines} aside={set}>
        <Values
          values={[
            { label: t.warning, value: t.minutes(deadlines["warning-minutes"]) },
            { label: t.grave, value: t.minutes(deadlines["grave-minutes"]) },
            { label: t.graveRepeat, value: t.minutes(deadlines["grave-repeat-minutes"]) },
          ]}
        />
      </Card>
      <Card title={t.corrective} aside={set}>
        <p className={styles["soft"]}>{t.correctiveLead}</p>
        <Values
          values={correctives.map((name) => {
            const count = corrective[name];
            return {
              label: t.correctiveNames[name],
              value: count === null ? t.never : t.businessDays(count),
            };
          })}
        />
      </Card>
      <Card title={t.summary} aside={set}>
        <Values
          values={[
            { label: t.summaryWhen, value: t.summaryAt(summary.time) },
            { label: t.readers, value: summary.readers.map((role) => word(roleWords[role])).join(t.comma) },
          ]}
        />
      </Card>
    </div>
  );
}

/** The numbers by which Hinomi judges. */
export function ThresholdsCard({ policy }: { readonly policy: Policy }) {
  const t = useTexts(policyTexts);
  const all = policy.thresholds;
  const grace = all["patch-grace-days"];
  return (
    <Card title={t.thresholds} aside={<Tag tone="quiet">{t.procedureValue}</Tag>}>
      <Values
        values={[
          { label: t.graceExploited, value: t.days(grace.exploited) },
          { label: t.graceCritical, value: t.days(grace.critical) },
          { label: t.graceImportant, value: t.days(grace.important) },
          { label: t.graceOther, value: t.days(grace.other) },
          { label: t.patchTarget, value: t.percent(all["patch-target-percent"]) },
          { label: t.avCaution, value: t.days(all["antivirus-caution-days"]) },
          { label: t.avWarning, value: t.days(all["antivirus-warning-days"]) },
          { label: t.avOff, value: t.minutes(all["antivirus-off-minutes"]) },
          { label: t.avMissing, value: t.minutes(all["antivirus-missing-minutes"]) },
          { label: t.afterAbsence, value: t.hoursLong(all["after-absence-hours"]) },
          { label: t.serverSilent, value: t.minutes(all["server-silent-minutes"]) },
          { label: t.serverRestart, value: t.minutes(all["server-restart-minutes"]) },
          { label: t.terminalSilent, value: t.minutes(all["terminal-silent-minutes"]) },
          { label: t.whereabouts, value: t.businessDays(all["whereabouts-business-days"]) },
          { label: t.couldNotLook, value: t.minutes(all["could-not-look-minutes"]) },
        ]}
      />
    </Card>
  );
}
