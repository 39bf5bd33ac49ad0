import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import type { Wording } from "#shared/model/common.ts";
import { storedLanguage, storeLanguage, type Language } from "./language.ts";

interface LanguageChoice {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice>({ language: "ja", choose: () => {} });

/** A browser may forbid storage; the choice then lasts as long as the page. */
function openStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** Holds the language of the page and of its `lang` attribute. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(() => storedLanguage(openStorage()));
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choice = useMemo(
    () => ({
      language,
      choose: (next: Language) => {
        storeLanguage(openStorage(), next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

export const useLanguage = (): LanguageChoice => useContext(LanguageContext);

/** One page's texts in the language of the reader. */
export const useTexts = <T,>(texts: Readonly<Record<Language, T>>): T => texts[useLanguage().language];

/** Gives words of the shared vocabulary in the language of the reader. */
export function useWord(): (wording: Wording) => string {
  const { language } = useLanguage();
  return (wording) => wording[language];
}
