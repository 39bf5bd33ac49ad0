import type { Endpoint } from "#shared/model/endpoint.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { endpointsTexts } from "../../text/endpoints/index.ts";
import { formatMoment } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { Tag } from "../tag/tag.tsx";

/** Whether its agent is heard, and when last. */
export function Connection({ endpoint }: { readonly endpoint: Endpoint }) {
  const t = useTexts(endpointsTexts);
  const { language } = useLanguage();
  const now = useNow();
  if (endpoint.connected) return <Tag tone="checked">{t.connected}</Tag>;
  const last =
    endpoint.lastSeenAt === null ? t.neverSeen : t.lastSeen(formatMoment(endpoint.lastSeenAt, now, language));
  return (
    <span>
      <Tag tone="quiet">{t.disconnected}</Tag> {last}
    </span>
  );
}
