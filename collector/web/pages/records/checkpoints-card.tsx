import { Button, CopyButton } from "@mantine/core";
import { useState } from "react";
import type { RouteOutput } from "#shared/api/routes.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { Fold } from "../../parts/fold/fold.tsx";
import { Nothing } from "../../parts/view/view.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { recordsTexts } from "../../text/records/index.ts";
import { formatDateTime } from "../../times/format.ts";
import styles from "./records.module.css";

type Checkpoint = RouteOutput<"listCheckpoints">["items"][number];

/** Newest checkpoints shown before somebody asks for all. */
const few = 7;

/** The signed checkpoints, newest first, each with its text to keep elsewhere. */
export function CheckpointsCard({ items }: { readonly items: readonly Checkpoint[] }) {
  const t = useTexts(recordsTexts);
  const common = useTexts(commonTexts);
  const { language } = useLanguage();
  const [all, setAll] = useState(false);
  const columns: readonly Column<Checkpoint>[] = [
    { key: "at", head: t.signedAt, kind: "lead", render: ({ at }) => formatDateTime(at, language) },
    {
      key: "index",
      head: t.upTo,
      kind: "figure",
      render: ({ chain, heads }) => heads.find((head) => head.chain === chain)?.index ?? "—",
    },
    {
      key: "text",
      head: t.text,
      render: ({ text }) => (
        <Fold title={t.showText}>
          <code className={styles["text"]}>{text}</code>
        </Fold>
      ),
    },
    {
      key: "copy",
      head: common.act,
      kind: "act",
      render: ({ text, at }) => (
        <CopyButton value={text} timeout={3000}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              aria-live="polite"
              aria-label={`${copied ? t.copied : t.copy} ${formatDateTime(at, language)}`}
            >
              {copied ? t.copied : t.copy}
            </Button>
          )}
        </CopyButton>
      ),
    },
  ];
  return (
    <Card title={t.checkpoints} flush>
      <p className={`${styles["lead"]} ${styles["inCard"]}`}>{t.checkpointsLead}</p>
      {items.length === 0 ? (
        <Nothing>{t.checkpointsNone}</Nothing>
      ) : (
        <DataTable
          caption={t.checkpoints}
          columns={columns}
          rows={all ? items : items.slice(0, few)}
          rowKey={({ signature }) => signature}
        />
      )}
      {all || items.length <= few ? null : (
        <div className={styles["more"]}>
          <Button variant="default" onClick={() => setAll(true)}>
            {t.allCheckpoints(items.length)}
          </Button>
        </div>
      )}
    </Card>
  );
}
