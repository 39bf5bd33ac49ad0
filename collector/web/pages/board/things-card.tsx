import { Link } from "@tanstack/react-router";
import type { Overview } from "#shared/api/schemas.ts";
import { useMay, useSeesFirmOnly } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Figure, Figures } from "../../parts/figure/figure.tsx";
import { boardTexts } from "../../text/board/index.ts";
import { daysLeft } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import styles from "./board.module.css";

/** 記録媒体・接続機器: what waits for a decision, and where devices are still being collected. */
export function ThingsCard({ overview }: { readonly overview: Overview }) {
  const t = useTexts(boardTexts);
  const now = useNow();
  const may = useMay();
  // The registers are the organisation's: for a firm nothing of them is counted, and that is not the same as 0.
  if (useSeesFirmOnly()) return null;
  return (
    <Card
      title={t.things}
      aside={
        <>
          <AsOf at={overview.asOf} />
          {may("listUsbDevices") ? <Link to="/media">{t.toMedia}</Link> : null}
          {may("listLanDevices") ? <Link to="/devices">{t.toDevices}</Link> : null}
        </>
      }
    >
      <Figures>
        <Figure label={t.undecidedMedia} value={overview.undecidedMedia} unit={t.items} />
        <Figure label={t.undecidedDevices} value={overview.undecidedDevices} unit={t.items} />
      </Figures>
      {overview.learning.map(({ networkId, name, until }) => (
        <p key={networkId} className={styles["part"]}>
          {t.learning(name, until === null ? null : daysLeft(until, now))}
        </p>
      ))}
    </Card>
  );
}
