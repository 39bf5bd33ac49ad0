import { Link } from "@tanstack/react-router";
import type { Overview } from "#shared/api/schemas.ts";
import { useMay, useSeesFirmOnly } from "../../client/session.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Pairs } from "../../parts/pairs/pairs.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { boardTexts } from "../../text/board/index.ts";
import { formatDateTime } from "../../times/format.ts";
import styles from "./board.module.css";

function Backup({ backup }: { readonly backup: Overview["backup"] }) {
  const t = useTexts(boardTexts);
  const { language } = useLanguage();
  return (
    <span className={styles["stack"]}>
      {backup.lastAt === null ? (
        <Tag tone="attention">{t.backupNever}</Tag>
      ) : (
        <span>{t.backupAt(formatDateTime(backup.lastAt, language))}</span>
      )}
      {backup.lastAt !== null && backup.place === "same-disk" ? (
        <Tag tone="attention">{t.backupSameDisk}</Tag>
      ) : null}
      {backup.failures === 0 ? null : (
        <>
          <Tag tone="attention">{t.backupFailed(backup.failures)}</Tag>
          {backup.lastError === null ? null : <span className={styles["soft"]}>{backup.lastError}</span>}
        </>
      )}
    </span>
  );
}

/** 控え・知らせ: whether the records would survive, and whether a notice would arrive. */
export function KeepingCard({ overview }: { readonly overview: Overview }) {
  const t = useTexts(boardTexts);
  const may = useMay();
  const firmOnly = useSeesFirmOnly();
  const refusals = (
    <>
      <span className="number">{overview.refusals24h}</span> {t.items}
    </>
  );
  return (
    <Card title={t.keeping} aside={<AsOf at={overview.asOf} />}>
      <Pairs
        pairs={[
          { label: t.backup, value: <Backup backup={overview.backup} /> },
          {
            label: t.mail,
            value:
              overview.mail === "working" ? (
                t.mailState.working
              ) : (
                <Tag tone="attention">{t.mailState[overview.mail]}</Tag>
              ),
          },
          // For a firm refusals are not counted, and that is not the same as 0.
          ...(firmOnly
            ? []
            : [
                {
                  label: t.refusals,
                  value: may("listRefusals") ? <Link to="/settings">{refusals}</Link> : refusals,
                },
              ]),
        ]}
      />
    </Card>
  );
}
