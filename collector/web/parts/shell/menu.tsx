import { Link } from "@tanstack/react-router";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { shellTexts } from "../../text/shell/index.ts";
import { places, type Place } from "./places.ts";
import styles from "./shell.module.css";

function Entry({
  place,
  short,
  count,
}: {
  readonly place: Place;
  readonly short: boolean;
  readonly count: number;
}) {
  const t = useTexts(shellTexts);
  const Sign = place.icon;
  return (
    <Link
      to={place.to}
      className={styles["entry"] ?? ""}
      activeOptions={{ exact: place.to === "/" }}
      activeProps={{ "data-here": "true" }}
    >
      <Sign size={short ? 22 : 18} stroke={1.6} aria-hidden="true" />
      <span className={styles["entryName"]}>{t[short ? place.short : place.name]}</span>
      {count === 0 ? null : (
        <span className={`${styles["count"]} number figure`}>
          {count > 99 ? "99+" : count}
          <span className="visually-hidden">{t.count(count)}</span>
        </span>
      )}
    </Link>
  );
}

/** The main menu: a column on a desk, a bar at the foot of a phone. */
export function Menu({ short }: { readonly short: boolean }) {
  const t = useTexts(shellTexts);
  const may = useMay();
  const { data } = useAsk("getOverview", {});
  const open = places
    .map((group) => group.filter(({ asks }) => may(asks)))
    .filter((group) => group.length > 0);
  return (
    <nav aria-label={t.mainMenu} className={short ? styles["bar"] : styles["side"]}>
      {open.map((group) => (
        <ul key={group[0]?.to} className={styles["group"]}>
          {group.map((place) => (
            <li key={place.to}>
              <Entry place={place} short={short} count={data === undefined ? 0 : place.waiting(data)} />
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}
