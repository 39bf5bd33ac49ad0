import { useTexts } from "../../language/language-context.tsx";
import { Door } from "../../parts/door/door.tsx";
import { setupTexts } from "../../text/setup/index.ts";

/** Sets password and second factor; `link` is the one-time link's secret. */
export function AccountPage({ link }: { readonly link: string }) {
  const t = useTexts(setupTexts);
  return (
    <Door title={t.title} lead="">
      <p hidden>{link}</p>
    </Door>
  );
}
