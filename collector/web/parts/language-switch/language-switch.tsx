import { Button, Group } from "@mantine/core";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import type { Language } from "../../language/language.ts";
import { shellTexts } from "../../text/shell/index.ts";

const names: readonly (readonly [Language, string])[] = [
  ["ja", "日本語"],
  ["en", "English"],
];

/** Japanese or English; each name in its own language. */
export function LanguageSwitch({ onChoose }: { readonly onChoose?: (language: Language) => void }) {
  const { language, choose } = useLanguage();
  const t = useTexts(shellTexts);
  return (
    <Group gap={4} role="group" aria-label={t.language}>
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
    </Group>
  );
}
