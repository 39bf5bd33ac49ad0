import { useTexts } from "../../language/language-context.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { shellTexts } from "../../text/shell/index.ts";

/** パッチ適用状況. */
export function PatchPage() {
  const t = useTexts(shellTexts);
  return <PageHead title={t.patch} />;
}
