import { useTexts } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { CopyLine } from "../../parts/copy-line/copy-line.tsx";
import { recordsTexts } from "../../text/records/index.ts";
import styles from "./records.module.css";

/** How anybody makes sure that the records were not changed. */
export function VerifyCard() {
  const t = useTexts(recordsTexts);
  return (
    <Card title={t.verify}>
      <div className={styles["steps"]}>
        <p>{t.verifyLead}</p>
        <CopyLine value="hinomi verify --data data" copy={t.copyCommand} copied={t.copied} />
        <p>{t.verifyMail}</p>
        <CopyLine
          // Not filled in from here: what the store says of itself cannot show that the store was replaced.
          value={`hinomi verify --data data --checkpoint "HINOMI1 …"`}
          copy={t.copyCommand}
          copied={t.copied}
        />
        <p className={styles["lead"]}>{t.verifyPlace}</p>
      </div>
    </Card>
  );
}
