import { useTexts } from "../../language/language-context.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { shellTexts } from "../../text/shell/index.ts";

/** One 報告書. */
export function ReportPage() {
  const t = useTexts(shellTexts);
  return <PageHead title={t.reports} />;
}
