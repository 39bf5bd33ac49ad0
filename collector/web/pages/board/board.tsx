import type { Overview } from "#shared/api/schemas.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { View } from "../../parts/view/view.tsx";
import { boardTexts } from "../../text/board/index.ts";
import { CorrectivesCard } from "./correctives-card.tsx";
import { coverageSentences, gaps } from "./gaps.ts";
import { KeepingCard } from "./keeping-card.tsx";
import { PatchCard } from "./patch-card.tsx";
import { ThingsCard } from "./things-card.tsx";
import { Urgent } from "./urgent.tsx";
import { Vacancies } from "./vacancies.tsx";
import { WatchCard } from "./watch-card.tsx";
import styles from "./board.module.css";

/** In sentences how much is watched, and what is not. */
function NotWatched({ overview }: { readonly overview: Overview }) {
  const t = useTexts(boardTexts);
  const may = useMay();
  const networks = useAsk("listNetworks", { query: {} }, may("listNetworks"));
  const missing = gaps(overview, networks.data?.items ?? null, t);
  return (
    <Card title={t.notWatched} aside={<AsOf at={overview.asOf} />}>
      {coverageSentences(overview, t).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {missing.length === 0 ? (
        <p>{t.allWatched}</p>
      ) : (
        <ul className={styles["dots"]}>
          {missing.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** 監視盤: is anything wrong, who has it and until when, is the watch itself whole. */
export function BoardPage() {
  const t = useTexts(boardTexts);
  const overview = useAsk("getOverview", {});
  return (
    <>
      <PageHead title={t.title} asOf={overview.data?.asOf} />
      <View of={overview}>
        {(data) => (
          <div className={styles["board"]}>
            <div className={styles["whole"]}>
              <Urgent overview={data} />
              <Vacancies roles={data.vacantRoles} />
              <CorrectivesCard overview={data} />
            </div>
            <div className={styles["column"]}>
              <WatchCard overview={data} />
              <ThingsCard overview={data} />
            </div>
            <div className={styles["column"]}>
              <PatchCard overview={data} />
              <KeepingCard overview={data} />
            </div>
            <div className={styles["whole"]}>
              <NotWatched overview={data} />
            </div>
          </div>
        )}
      </View>
    </>
  );
}
