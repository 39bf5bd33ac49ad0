import { useTexts } from "../../language/language-context.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { shellTexts } from "../../text/shell/index.ts";

/** 報告書. */
export function ReportsPage() {
  const t = useTexts(shellTexts);
  return <PageHead title={t.reports} />;
}
