import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { settingsTexts } from "../../text/settings/index.ts";
import { EnrolmentCard } from "./enrolment-card.tsx";
import { MailCard, OwnCard } from "./own-card.tsx";
import { RefusalsCard } from "./refusals-card.tsx";
import styles from "./settings.module.css";
import { SitesCard } from "./sites-card.tsx";
import { TokensCard } from "./tokens-card.tsx";

/** Everything that is set up rather than watched. */
export function SettingsPage() {
  const t = useTexts(settingsTexts);
  const may = useMay();
  return (
    <>
      <PageHead title={t.title} />
      <div className={styles["page"]}>
        {may("createEnrolmentCode") ? <EnrolmentCard /> : null}
        {may("listSites") ? <SitesCard /> : null}
        <div className={styles["two"]}>
          <OwnCard />
          {may("sendTestMail") ? <MailCard /> : null}
        </div>
        {may("createToken") ? <TokensCard /> : null}
        {may("listRefusals") ? <RefusalsCard /> : null}
      </div>
    </>
  );
}
