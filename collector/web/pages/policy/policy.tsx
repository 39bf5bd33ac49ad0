import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { View } from "../../parts/view/view.tsx";
import { policyTexts } from "../../text/policy/index.ts";
import { formatDay } from "../../times/format.ts";
import { AuthoritiesCard } from "./authorities-card.tsx";
import styles from "./policy.module.css";
import { RoutesCard } from "./routes-card.tsx";
import { ThresholdsCard, TimesCards } from "./values.tsx";

/** 実施手順: the routes, deadlines, thresholds and authorities in force, to read. */
export function PolicyPage() {
  const t = useTexts(policyTexts);
  const { language } = useLanguage();
  const may = useMay();
  const asked = useAsk("getPolicy", { query: {} });
  const people = useAsk("listPeople", { query: {} }, may("listPeople"));
  return (
    <>
      <PageHead title={t.title} asOf={asked.data?.asOf} />
      <View of={asked}>
        {({ policy, source, asOf }) => {
          const { name, resolved, effective } = policy.edition;
          return (
            <div className={styles["page"]}>
              <div>
                <p className={styles["lead"]}>{t.lead}</p>
                <p className={styles["edition"]}>
                  <span>{t.edition(name)}</span>
                  <span>{resolved === null ? t.noResolved : t.resolved(formatDay(resolved, language))}</span>
                  <span>
                    {effective === null ? t.noEffective : t.effective(formatDay(effective, language))}
                  </span>
                </p>
              </div>
              <RoutesCard policy={policy} people={people.data?.items ?? null} asOf={asOf} />
              <AuthoritiesCard policy={policy} />
              <div className={styles["two"]}>
                <TimesCards policy={policy} />
                <div className={styles["column"]}>
                  <ThresholdsCard policy={policy} />
                  <Card title={t.source}>
                    <p>
                      <code>{source}</code>
                    </p>
                    <p className={styles["soft"]}>{t.sourceLead}</p>
                  </Card>
                </div>
              </div>
            </div>
          );
        }}
      </View>
    </>
  );
}
