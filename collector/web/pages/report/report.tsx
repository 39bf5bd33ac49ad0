import { Button } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useAsk } from "../../client/queries.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { OfficePaperHead, Sheet } from "../../parts/office-paper/office-paper.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { QrCode } from "../../parts/qr-code/qr-code.tsx";
import { View } from "../../parts/view/view.tsx";
import { reportTexts } from "../../text/report/index.ts";
import { reportsTexts } from "../../text/reports/index.ts";
import { formatDay, formatPaperDay } from "../../times/format.ts";
import { qrPicture } from "../people/qr-picture.ts";
import { CountSections } from "./count-sections.tsx";
import { paperDay, paperMoment } from "./paper-times.ts";
import { OverdueSection, SummarySection } from "./patch-sections.tsx";
import styles from "./report.module.css";
import { WatchSection } from "./watch-section.tsx";

/** What proves later that the records behind this paper were not changed: as text, and for a camera. */
function CheckpointFoot({ text }: { readonly text: string | null }) {
  const t = useTexts(reportTexts);
  if (text === null) return <p className={styles["soft"]}>{t.checkpointNone}</p>;
  const picture = qrPicture(text);
  return (
    <footer className={styles["foot"]}>
      <div>
        <p className={styles["note"]}>
          {t.checkpoint}　<span className={styles["soft"]}>{t.checkpointNote}</span>
        </p>
        <code>{text}</code>
      </div>
      {picture === null ? null : <QrCode picture={picture} label={t.qr} />}
    </footer>
  );
}

/** One weekly summary as a paper of the office: what is on the screen is what is printed. */
export function ReportPage() {
  const t = useTexts(reportTexts);
  const list = useTexts(reportsTexts);
  const { language } = useLanguage();
  const { id } = useParams({ from: "/reports/$id" });
  const asked = useAsk("getReport", { params: { id } });
  const { data } = asked;
  const title =
    data === undefined
      ? list.title
      : t.pageTitle(list.span(formatDay(data.from, language), formatDay(data.to, language)));
  return (
    <>
      <div className="screen-only">
        <PageHead title={title} above={<Link to="/reports">{t.toReports}</Link>}>
          <Button variant="default" onClick={() => window.print()}>
            {t.print}
          </Button>
        </PageHead>
      </div>
      <View of={asked}>
        {(summary) => (
          <Sheet>
            <OfficePaperHead
              title={t.title}
              day={formatPaperDay(summary.madeAt, language)}
              addressee={t.addressee}
              organisation={summary.organisation}
            >
              <p className={styles["period"]}>
                {t.period(paperDay(summary.from, language, t), paperDay(summary.to, language, t))}
              </p>
              <p className={styles["reporter"]}>{t.reporter}</p>
            </OfficePaperHead>
            <p className={styles["frozen"]}>{t.frozen(paperMoment(summary.madeAt, language))}</p>
            <SummarySection patch={summary.patch} />
            <OverdueSection rows={summary.patch.overdue} />
            <CountSections summary={summary} />
            <WatchSection summary={summary} />
            <section className={styles["section"]}>
              <h2>{t.remarks}</h2>
              <div className={styles["remarks"]} />
            </section>
            <CheckpointFoot text={summary.checkpoint} />
          </Sheet>
        )}
      </View>
    </>
  );
}
