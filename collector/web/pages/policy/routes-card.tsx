import type { PersonRow } from "#shared/api/watch-schemas.ts";
import type { Policy, RouteName } from "#shared/model/policy.ts";
import { roleWords, type Role } from "#shared/model/role.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Chair } from "../../parts/chairs/chair.tsx";
import { holdersOf, sameHolders, type Holder } from "../../parts/chairs/holders.ts";
import { policyTexts } from "../../text/policy/index.ts";
import styles from "./policy.module.css";

const names: readonly RouteName[] = ["office", "member", "compliance", "grave"];

function StepChairs({
  roles,
  before,
  people,
}: {
  readonly roles: readonly Role[];
  readonly before: readonly Holder[];
  readonly people: readonly PersonRow[] | null;
}) {
  const t = useTexts(policyTexts);
  const word = useWord();
  return roles.map((role) => {
    const heads = people?.filter((person) => person.roles.includes("member") && !person.disabled).length ?? 0;
    if (role === "member" || people === null)
      return (
        <Chair key={role} role={word(roleWords[role])} holders={[]}>
          {people === null ? <span /> : <p>{heads === 0 ? t.firmsNone : t.firmsHead(heads)}</p>}
        </Chair>
      );
    const holders = holdersOf(role, people);
    const first = holders[0]?.name ?? "";
    const note =
      holders.length === 0
        ? t.vacantStep
        : roles.length === 1 && sameHolders(before, holders)
          ? t.sameHolder(first)
          : undefined;
    return <Chair key={role} role={word(roleWords[role])} holders={holders} note={note} />;
  });
}

interface RoutesCardProps {
  readonly policy: Policy;
  /** Null for a reader who may not see who sits where. */
  readonly people: readonly PersonRow[] | null;
  readonly asOf: string;
}

/** The policy's routes, drawn as a case would run through today's chairs. */
export function RoutesCard({ policy, people, asOf }: RoutesCardProps) {
  const t = useTexts(policyTexts);
  const word = useWord();
  const starts: Readonly<Record<RouteName, string>> = {
    office: t.startOffice,
    member: t.startMember,
    compliance: t.startCompliance,
    grave: t.startGrave,
  };
  return (
    <Card title={t.routes} aside={<AsOf at={asOf} />}>
      <p className={styles["lead"]}>{t.routesLead}</p>
      {names.map((name) => {
        const route = policy.routes[name];
        return (
          <section key={name} className={styles["route"]} aria-label={word(route.title)}>
            <h3 className={styles["routeTitle"]}>
              {word(route.title)} <span className={styles["soft"]}>{route.clause}</span>
            </h3>
            <div className={styles["steps"]}>
              <p className={styles["start"]}>{starts[name]}</p>
              {route.steps.map(({ roles }, index) => {
                const [former] = route.steps[index - 1]?.roles ?? [];
                const before = former === undefined || people === null ? [] : holdersOf(former, people);
                return (
                  <div key={roles.join(" ")} className={styles["step"]}>
                    {roles.length > 1 ? <p className={styles["soft"]}>{t.together}</p> : null}
                    <StepChairs roles={roles} before={before} people={people} />
                  </div>
                );
              })}
            </div>
          </section>
        );
      })}
    </Card>
  );
}
