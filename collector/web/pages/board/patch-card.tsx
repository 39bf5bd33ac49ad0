import { Link } from "@tanstack/react-router";
import type { Overview } from "#shared/api/schemas.ts";
import { complianceState, complianceStateWords } from "#shared/model/compliance.ts";
import { useMay } from "../../client/session.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Figure, Figures } from "../../parts/figure/figure.tsx";
import { boardTexts } from "../../text/board/index.ts";
import { percentFrom, share } from "./share.ts";
import styles from "./board.module.css";

/** States worth a look here; what is within its grace or up to date needs none. */
const shown = complianceState.exclude(["applied", "in-grace", "unsupported"]).options;

/** 期限遵守, 適用 and 診断できた台数, each of the same whole; percent only from twenty computers on. */
export function PatchCard({ overview }: { readonly overview: Overview }) {
  const t = useTexts(boardTexts);
  const word = useWord();
  const may = useMay();
  const { patch, patchTarget, endpoints } = overview;
  const known = patch.diagnosed > 0;
  const percentOf = (part: number): string | null =>
    patch.total < percentFrom ? null : (share(part, patch.total)?.toFixed(1) ?? null);
  const within = percentOf(patch.withinDeadline);
  const applied = percentOf(patch.applied);
  const figure = { unit: "", of: patch.total, ofWord: t.ofComputers(patch.total) };
  return (
    <Card
      title={t.patch}
      aside={
        <>
          <AsOf at={overview.asOf} />
          {may("getPatchCompliance") ? <Link to="/patch">{t.toPatch}</Link> : null}
        </>
      }
    >
      {patch.total === 0 ? (
        <p>{t.patchNone}</p>
      ) : (
        <>
          <Figures>
            <Figure
              {...figure}
              label={t.withinDeadline}
              value={known ? patch.withinDeadline : null}
              note={within === null ? undefined : t.share(within, patchTarget)}
            />
            <Figure
              {...figure}
              label={t.applied}
              value={known ? patch.applied : null}
              note={applied === null ? undefined : t.percent(applied)}
            />
            <Figure {...figure} label={t.diagnosed} value={patch.diagnosed} />
          </Figures>
          <ul className={styles["states"]}>
            {shown
              .filter((state) => patch.byState[state] > 0)
              .map((state) => (
                <li key={state}>
                  {may("getPatchCompliance") ? (
                    <Link to="/patch" search={{ state }}>
                      {t.computersIn(word(complianceStateWords[state]), patch.byState[state])}
                    </Link>
                  ) : (
                    t.computersIn(word(complianceStateWords[state]), patch.byState[state])
                  )}
                </li>
              ))}
            {endpoints.antivirusTrouble > 0 ? (
              <li>{t.computersIn(t.antivirus, endpoints.antivirusTrouble)}</li>
            ) : null}
          </ul>
        </>
      )}
    </Card>
  );
}
