import { useTexts } from "../../language/language-context.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { shellTexts } from "../../text/shell/index.ts";

/** 利用者. */
export function PeoplePage() {
  const t = useTexts(shellTexts);
  return <PageHead title={t.people} />;
}
