import type { ReactNode } from "react";
import type { ComplianceFigures } from "#shared/model/compliance.ts";
import { useTexts } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Figure, Figures } from "../../parts/figure/figure.tsx";
import { patchTexts } from "../../text/patch/index.ts";
import { percentFrom, share } from "../board/share.ts";
import { targetWords } from "./share-words.ts";

interface FiguresCardProps {
  readonly figures: ComplianceFigures;
  readonly targetPercent: number;
  readonly asOf: string;
  readonly children?: ReactNode;
}

/** 期限遵守率, 適用率, 診断できた台数, and who did not answer: percent only from twenty computers on. */
export function FiguresCard({ figures, targetPercent, asOf, children }: FiguresCardProps) {
  const t = useTexts(patchTexts);
  const { total, byState } = figures;
  // Right after the first computers came, nothing was looked at yet.
  const waiting = byState["could-not-look"] === total;
  const inPercent = total >= percentFrom;
  const one = (label: string, part: number, target: string | null) => {
    const counts = t.counts(part, total);
    const note = [...(inPercent ? [counts] : []), ...(target === null ? [] : [target])];
    const [first, second] = note;
    return (
      <Figure
        label={label}
        value={waiting ? null : inPercent ? share(part, total) : part}
        unit={inPercent ? "%" : ""}
        of={inPercent ? 100 : total}
        {...(inPercent ? {} : { ofWord: t.ofComputers(total) })}
        {...(waiting || first === undefined
          ? {}
          : { note: second === undefined ? first : t.both(first, second) })}
      />
    );
  };
  return (
    <Card title={t.figures} aside={<AsOf at={asOf} />}>
      {total === 0 ? (
        <p>{t.none}</p>
      ) : (
        <Figures>
          {one(t.withinDeadline, figures.withinDeadline, t.target(targetWords(total, targetPercent, t)))}
          {one(t.applied, figures.applied, null)}
          <Figure
            label={t.diagnosed}
            value={figures.diagnosed}
            unit=""
            of={total}
            ofWord={t.ofComputers(total)}
          />
          <Figure
            label={t.silent}
            value={byState.silent}
            unit={t.computers}
            note={t.silentNote}
            tone={byState.silent > 0 ? "unknown" : "plain"}
          />
        </Figures>
      )}
      {children}
    </Card>
  );
}
