import { useTexts } from "../../language/language-context.tsx";
import { routeTexts } from "../../text/route/index.ts";
import { useNow } from "../../times/now.ts";
import { Tag } from "../tag/tag.tsx";
import { timeLeft } from "./left.ts";

/** 「あと42分」, or 「期限超過 12分」 once it has passed. */
export function TimeLeft({ due }: { readonly due: string }) {
  const t = useTexts(routeTexts);
  const { late, amount, unit } = timeLeft(due, useNow());
  return late ? (
    <Tag tone="attention">
      <time dateTime={due}>{t.late[unit](amount)}</time>
    </Tag>
  ) : (
    <time dateTime={due}>{t.left[unit](amount)}</time>
  );
}
