import { useTexts } from "../../language/language-context.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { shellTexts } from "../../text/shell/index.ts";

/** 是正事項. */
export function CorrectivesPage() {
  const t = useTexts(shellTexts);
  return <PageHead title={t.correctives} />;
}
