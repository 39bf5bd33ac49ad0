import { useTexts } from "../../language/language-context.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { shellTexts } from "../../text/shell/index.ts";

/** 実施手順. */
export function PolicyPage() {
  const t = useTexts(shellTexts);
  return <PageHead title={t.policy} />;
}
