import { useTexts } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { EnrolmentCode } from "../../parts/enrolment-code/enrolment-code.tsx";
import { settingsTexts } from "../../text/settings/index.ts";
import styles from "./settings.module.css";

/** The way to a new computer. */
export function EnrolmentCard() {
  const t = useTexts(settingsTexts);
  return (
    <Card title={t.enrolment}>
      <p className={styles["lead"]}>{t.enrolmentLead}</p>
      <EnrolmentCode id="enrolment" />
    </Card>
  );
}
