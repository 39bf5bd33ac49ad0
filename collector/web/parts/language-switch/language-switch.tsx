import { Button } from "@mantine/core";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import type { Language } from "../../language/language.ts";
import { shellTexts } from "../../text/shell/index.ts";
import styles from "./language-switch.module.css";

const names: readonly (readonly [Language, string])[] = [
  ["ja", "日本語"],
  ["en", "English"],
];

/** Japanese or English; each name in its own language. */
export function LanguageSwitch({ onChoose }: { readonly onChoose?: (language: Language) => void }) {
  const { language, choose } = useLanguage();
  const t = useTexts(shellTexts);
  return (
    <section aria-label={t.language} className={styles["switch"]}>
      {names.map(([code, name]) => (
        <Button
          key={code}
          lang={code}
          variant={language === code ? "light" : "subtle"}
          aria-pressed={language === code}
          onClick={() => {
            choose(code);
            onChoose?.(code);
          }}
        >
          {name}
        </Button>
      ))}
    </section>
  );
}
