import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { CorrectiveRow } from "#shared/api/watch-schemas.ts";
import { useAct, useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { Nothing, View } from "../../parts/view/view.tsx";
import { correctivesTexts } from "../../text/correctives/index.ts";
import { routeTexts } from "../../text/route/index.ts";
import { formatTime } from "../../times/format.ts";
import { Corrective } from "./corrective.tsx";
import styles from "./correctives.module.css";

const list = (rows: readonly CorrectiveRow[]) => (
  <ul>
    {rows.map((row) => (
      <Corrective key={row.id} row={row} />
    ))}
  </ul>
);

/** 是正事項: what is to be put right, apart from what only waits. */
export function CorrectivesPage() {
  const t = useTexts(correctivesTexts);
  const route = useTexts(routeTexts);
  const may = useMay();
  const asked = useAsk("listCorrectives", { query: {} });
  const receive = useAct("receiveDigest", ({ received }) =>
    notifications.show({ message: t.receivedAll(received) }),
  );
  const rows = asked.data?.items ?? [];
  const unreceived = rows.some(({ open, receivedAt }) => open > 0 && receivedAt === null);
  return (
    <>
      <PageHead title={t.title} asOf={asked.data?.asOf} />
      <p className={styles["lead"]}>{t.lead}</p>
      {may("receiveDigest") && unreceived ? (
        <div className={styles["act"]}>
          <Button size="md" loading={receive.isPending} onClick={() => receive.mutate({ body: {} })}>
            {t.receiveAll}
          </Button>
          <p className={styles["small"]}>{route.receiveNote}</p>
        </div>
      ) : null}
      <View of={asked}>
        {({ items, asOf }) => {
          const open = items.filter((row) => row.open > 0);
          const waiting = items.filter((row) => row.open === 0);
          if (items.length === 0) return <Nothing>{t.none(formatTime(asOf))}</Nothing>;
          return (
            <div className={styles["cards"]}>
              <Card title={t.open} flush>
                {open.length === 0 ? <Nothing>{t.noneOpen}</Nothing> : list(open)}
              </Card>
              {waiting.length === 0 ? null : (
                <Card title={t.waiting} flush>
                  {list(waiting)}
                </Card>
              )}
            </div>
          );
        }}
      </View>
    </>
  );
}
