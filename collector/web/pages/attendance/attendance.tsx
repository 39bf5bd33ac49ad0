import { useTexts } from "../../language/language-context.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { shellTexts } from "../../text/shell/index.ts";

/** 監視記録. */
export function AttendancePage() {
  const t = useTexts(shellTexts);
  return <PageHead title={t.attendance} />;
}
