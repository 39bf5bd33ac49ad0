import type { ReactNode } from "react";
import { useTexts } from "../../language/language-context.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { LanguageSwitch } from "../language-switch/language-switch.tsx";
import { Tower } from "../shell/tower.tsx";
import styles from "./door.module.css";

interface DoorProps {
  readonly title: string;
  readonly lead: string;
  readonly organisation?: string;
  readonly wide?: boolean;
  readonly foot?: string;
  readonly children: ReactNode;
}

/** The frame of pages before anybody is signed in. */
export function Door({ title, lead, organisation, wide = false, foot, children }: DoorProps) {
  const t = useTexts(commonTexts);
  return (
    <div className={styles["door"]}>
      <header className={styles["head"]}>
        <p className={styles["brand"]}>
          <Tower />
          {t.product}
        </p>
        <LanguageSwitch />
      </header>
      <main className={styles["box"]} data-wide={wide}>
        <title>{`${title} — ${t.product}`}</title>
        {organisation === undefined ? null : <p className={styles["organisation"]}>{organisation}</p>}
        <h1 className={styles["title"]}>{title}</h1>
        <p className={styles["lead"]}>{lead}</p>
        {children}
      </main>
      {foot === undefined ? null : <footer className={styles["foot"]}>{foot}</footer>}
    </div>
  );
}
