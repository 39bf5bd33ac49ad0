import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Fold } from "../../parts/fold/fold.tsx";
import { patchTexts } from "../../text/patch/index.ts";

/** What the figures count and what they do not, with the days of grace in force where the reader may know them. */
export function HowCounted() {
  const t = useTexts(patchTexts);
  const may = useMay();
  const { data } = useAsk("getPolicy", { query: {} }, may("getPolicy"));
  const thresholds = data?.policy.thresholds;
  const grace = thresholds?.["patch-grace-days"];
  return (
    <Fold title={t.how}>
      <p>{t.howTotal}</p>
      <p>{t.howWithin}</p>
      <p>{t.howApplied}</p>
      <p>{t.howDiagnosed}</p>
      <p>{t.howSilent}</p>
      <p>{t.howEnded}</p>
      {grace === undefined ? null : (
        <p>{t.howGrace(grace.exploited, grace.critical, grace.important, grace.other)}</p>
      )}
      {thresholds === undefined ? null : <p>{t.howAbsence(thresholds["after-absence-hours"])}</p>}
      <p>{t.howSmall}</p>
    </Fold>
  );
}
