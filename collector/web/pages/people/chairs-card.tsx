import type { PersonRow } from "#shared/api/watch-schemas.ts";
import type { Site } from "#shared/model/endpoint.ts";
import { roleWords, type Designation, type Role } from "#shared/model/role.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Chair } from "../../parts/chairs/chair.tsx";
import { firmHolders, furtherChairs, holdersOf, sameHolders } from "../../parts/chairs/holders.ts";
import { peopleTexts } from "../../text/people/index.ts";
import { useNow } from "../../times/now.ts";
import styles from "./people.module.css";

/** The way of a case through the cooperative's own chairs. */
const way: readonly Role[] = ["manager", "deputy-supervisor", "supervisor"];

interface ChairsCardProps {
  readonly people: readonly PersonRow[];
  readonly designations: readonly Designation[];
  readonly sites: readonly Site[];
  readonly asOf: string;
}

/** The policy's chairs, drawn as the route that a case takes through them. */
export function ChairsCard({ people, designations, sites, asOf }: ChairsCardProps) {
  const t = useTexts(peopleTexts);
  const word = useWord();
  const now = useNow();
  const firms = sites.filter(({ kind, coverage }) => kind === "member" && coverage !== "declined");
  const headless = firms.filter(({ id }) => firmHolders(id, people, designations, now).length === 0);
  const steps = way.map((role) => ({ role, holders: holdersOf(role, people) }));
  const chairs: readonly Role[] = ["csirt", ...way, "chief"];
  const alsoOf = (role: Role): string | undefined => {
    const also = furtherChairs(role, chairs, people);
    return also.length === 0
      ? undefined
      : also
          .map(({ name, roles }) => t.alsoHolds(name, roles.map((one) => word(roleWords[one])).join("・")))
          .join(" ");
  };
  const chief = holdersOf("chief", people);
  const csirt = holdersOf("csirt", people);
  return (
    <Card title={t.picture} aside={<AsOf at={asOf} />}>
      <p className={styles["lead"]}>{t.pictureLead}</p>
      <ol className={styles["way"]}>
        <li className={styles["stepCell"]}>
          <Chair role={t.member} holders={[]}>
            <p>{t.memberCount(firms.length - headless.length, firms.length)}</p>
            {headless.length === 0 ? null : (
              <details>
                <summary>{t.memberFold(headless.length)}</summary>
                <p className={styles["soft"]}>{headless.map(({ name }) => name).join(t.comma)}</p>
              </details>
            )}
          </Chair>
          <Chair
            role={word(roleWords.csirt)}
            holders={csirt}
            note={[t.csirtNote, alsoOf("csirt")].join(" ").trim()}
          />
        </li>
        {steps.map(({ role, holders }, index) => (
          <li key={role} className={styles["stepCell"]}>
            <Chair
              role={word(roleWords[role])}
              holders={holders}
              note={sameHolders(steps[index - 1]?.holders ?? [], holders) ? t.sameAsBefore : alsoOf(role)}
            />
          </li>
        ))}
        <li className={styles["stepCell"]} data-leg="grave">
          <Chair
            role={word(roleWords.chief)}
            holders={chief}
            note={[t.chiefNote, alsoOf("chief")].join(" ").trim()}
          />
        </li>
      </ol>
    </Card>
  );
}
