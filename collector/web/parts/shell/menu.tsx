import { Drawer } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { Link, useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { shellTexts } from "../../text/shell/index.ts";
import { places, type Place } from "./places.ts";
import styles from "./shell.module.css";

function Count({ count }: { readonly count: number }) {
  const t = useTexts(shellTexts);
  if (count === 0) return null;
  return (
    <span className={`${styles["count"]} number figure`}>
      {count > 99 ? "99+" : count}
      <span className="visually-hidden">{t.count(count)}</span>
    </span>
  );
}

interface EntryProps {
  readonly place: Place;
  readonly short: boolean;
  readonly count: number;
  readonly onGo?: () => void;
}

function Entry({ place, short, count, onGo }: EntryProps) {
  const t = useTexts(shellTexts);
  const Sign = place.icon;
  return (
    <Link
      to={place.to}
      className={styles["entry"] ?? ""}
      activeOptions={{ exact: place.to === "/" }}
      activeProps={{ "data-here": "true" }}
      onClick={onGo}
    >
      <Sign size={short ? 22 : 18} stroke={1.6} aria-hidden="true" />
      <span className={styles["entryName"]}>{t[short ? place.short : place.name]}</span>
      <Count count={count} />
    </Link>
  );
}

/** What the signed-in person may open, in the menu's groups, and how many things wait in a place. */
function usePlaces(): {
  readonly groups: readonly (readonly Place[])[];
  readonly waitingIn: (place: Place) => number;
} {
  const may = useMay();
  const { data } = useAsk("getOverview", {}, may("getOverview"));
  return {
    groups: places.map((group) => group.filter(({ asks }) => may(asks))).filter(({ length }) => length > 0),
    waitingIn: (place) => (data === undefined ? 0 : place.waiting(data)),
  };
}

/** The main menu as a column on a desk. */
export function SideMenu() {
  const t = useTexts(shellTexts);
  const { groups, waitingIn } = usePlaces();
  return (
    <nav aria-label={t.mainMenu} className={styles["side"]}>
      {groups.map((group) => (
        <ul key={group[0]?.to} className={styles["group"]}>
          {group.map((place) => (
            <li key={place.to}>
              <Entry place={place} short={false} count={waitingIn(place)} />
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

/** The main menu at the foot of a phone: what is looked at daily, and 「ほか」 for the rest. */
export function FootMenu() {
  const t = useTexts(shellTexts);
  const common = useTexts(commonTexts);
  const { groups, waitingIn } = usePlaces();
  const [opened, setOpened] = useState(false);
  const here = useLocation({ select: ({ pathname }) => pathname });
  const all = groups.flat();
  const foot = all.filter(({ atFoot }) => atFoot);
  const rest = all.filter(({ atFoot }) => !atFoot);
  const close = (): void => setOpened(false);
  return (
    <nav aria-label={t.mainMenu} className={styles["bar"]}>
      <ul className={styles["group"]}>
        {foot.map((place) => (
          <li key={place.to}>
            <Entry place={place} short count={waitingIn(place)} />
          </li>
        ))}
        {rest.length === 0 ? null : (
          <li>
            <button
              type="button"
              className={styles["entry"]}
              data-here={rest.some(({ to }) => here.startsWith(to))}
              aria-expanded={opened}
              aria-haspopup="dialog"
              onClick={() => setOpened(true)}
            >
              <IconDots size={22} stroke={1.6} aria-hidden="true" />
              <span className={styles["entryName"]}>{t.rest}</span>
              <Count count={rest.reduce((sum, place) => sum + waitingIn(place), 0)} />
            </button>
          </li>
        )}
      </ul>
      {/* As a class of Drawer.Content it would fall on the layer around it too. */}
      <Drawer.Root
        opened={opened}
        onClose={close}
        position="bottom"
        size="auto"
        classNames={{ content: styles["sheetContent"] ?? "" }}
      >
        <Drawer.Overlay backgroundOpacity={0.45} />
        <Drawer.Content>
          <div className={styles["sheetHead"]}>
            <Drawer.Title className={styles["sheetTitle"] ?? ""}>{t.restMenu}</Drawer.Title>
            <Drawer.CloseButton aria-label={common.close} size="xl" />
          </div>
          <Drawer.Body>
            <ul className={styles["sheetList"]}>
              {rest.map((place) => (
                <li key={place.to}>
                  <Entry place={place} short={false} count={waitingIn(place)} onGo={close} />
                </li>
              ))}
            </ul>
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    </nav>
  );
}
