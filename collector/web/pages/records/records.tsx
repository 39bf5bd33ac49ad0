import { useTexts } from "../../language/language-context.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { shellTexts } from "../../text/shell/index.ts";

/** 記録簿. */
export function RecordsPage() {
  const t = useTexts(shellTexts);
  return <PageHead title={t.records} />;
}
