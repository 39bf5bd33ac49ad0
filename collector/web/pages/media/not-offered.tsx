import { useAuthorised, WhoDecides } from "../../parts/authority/authority.tsx";
import { useTexts } from "../../language/language-context.tsx";
import { mediaTexts } from "../../text/media/index.ts";

const names = ["usb-today", "usb-week", "usb-year", "usb-forbid"] as const;

/** Who may decide what is not offered here; nothing for a person who may decide everything. */
export function NotOffered() {
  const t = useTexts(mediaTexts);
  const authorised = useAuthorised();
  const missing = names.filter((name) => !authorised(name));
  if (missing.length === 0) return null;
  return (
    <details>
      <summary>{t.notOffered}</summary>
      {missing.map((name) => (
        <WhoDecides key={name} name={name} />
      ))}
    </details>
  );
}
