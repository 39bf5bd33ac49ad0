import type { Support } from "#shared/api/schemas.ts";
import { useTexts } from "../../language/language-context.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { Tag } from "../tag/tag.tsx";

/** サポート終了 or サポート状態不明; nothing where updates still come or nobody knows yet what runs. */
export function SupportMark({ support }: { readonly support: Support | null }) {
  const t = useTexts(commonTexts);
  if (support?.state === "ended") return <Tag tone="attention">{t.supportEnded}</Tag>;
  if (support?.state === "unknown") return <Tag tone="unknown">{t.supportUnknown}</Tag>;
  return null;
}
