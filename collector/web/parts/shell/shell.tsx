import { Button, Menu as Dropdown } from "@mantine/core";
import { IconChevronDown, IconUser } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Session } from "#shared/api/schemas.ts";
import type { Person } from "#shared/model/role.ts";
import { useListen, useLive } from "../../client/live-context.tsx";
import { useAct } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { shellTexts } from "../../text/shell/index.ts";
import { LanguageSwitch } from "../language-switch/language-switch.tsx";
import { useSearchKey } from "../search-field/search-key.ts";
import { LiveClock, StalledBanner } from "./live-clock.tsx";
import { FootMenu, SideMenu } from "./menu.tsx";
import styles from "./shell.module.css";
import { Tower } from "./tower.tsx";

interface ShellProps {
  readonly person: Person;
  readonly organisation: string;
  readonly children: ReactNode;
}

/** The frame of every page for signed-in people. */
export function Shell({ person, organisation, children }: ShellProps) {
  const t = useTexts(shellTexts);
  const common = useTexts(commonTexts);
  const { stalled } = useLive();
  const may = useMay();
  useSearchKey(may("listEndpoints"));
  const client = useQueryClient();
  const listen = useListen();
  const signOut = useAct("signOut", () => {
    // First the pages and their questions go, then a fresh page keeps nothing of the person who left.
    client.setQueryData<Session>(
      ["getSession", {}],
      (before) => before && { ...before, person: null, may: [] },
    );
    location.replace("/");
  });
  const leave = (): void => {
    listen(false);
    void client.cancelQueries();
    signOut.mutate({}, { onError: () => listen(true) });
  };
  const setLanguage = useAct("setLanguage");
  return (
    <div className={styles["shell"]} data-stalled={stalled}>
      <a href="#content" className={styles["skip"]}>
        {t.skip}
      </a>
      <header className={styles["header"]}>
        <Link to="/" className={styles["brand"] ?? ""}>
          <Tower />
          <span className={styles["product"]}>{common.product}</span>
        </Link>
        <span className={styles["organisation"]}>{organisation}</span>
        <LiveClock />
        <Dropdown position="bottom-end" width={240} withinPortal>
          <Dropdown.Target>
            <Button
              variant="subtle"
              className={styles["person"] ?? ""}
              aria-label={t.person(person.name)}
              leftSection={<IconUser size={18} stroke={1.6} aria-hidden="true" />}
              rightSection={<IconChevronDown size={14} aria-hidden="true" />}
            >
              <span className={styles["personName"]}>{person.name}</span>
            </Button>
          </Dropdown.Target>
          <Dropdown.Dropdown>
            <Dropdown.Label>{person.email}</Dropdown.Label>
            <Dropdown.Item onClick={leave}>{t.signOut}</Dropdown.Item>
          </Dropdown.Dropdown>
        </Dropdown>
      </header>
      <div className={styles["frame"]}>
        <div className={styles["sideFrame"]}>
          <SideMenu />
          <div className={styles["sideFoot"]}>
            <LanguageSwitch onChoose={(language) => setLanguage.mutate({ body: { language } })} />
          </div>
        </div>
        <main id="content" tabIndex={-1} className={styles["main"]}>
          <StalledBanner />
          {children}
          <div className={styles["phoneFoot"]}>
            <LanguageSwitch onChoose={(language) => setLanguage.mutate({ body: { language } })} />
          </div>
        </main>
      </div>
      <div className={styles["barFrame"]}>
        <FootMenu />
      </div>
    </div>
  );
}
