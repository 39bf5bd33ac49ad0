import { useTexts } from "../../language/language-context.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { shellTexts } from "../../text/shell/index.ts";

/** エージェントなしの機器. */
export function AssetsPage() {
  const t = useTexts(shellTexts);
  return <PageHead title={t.assets} />;
}
