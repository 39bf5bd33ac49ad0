import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { useAuthorised, WhoDecides } from "../../parts/authority/authority.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { View } from "../../parts/view/view.tsx";
import { peopleTexts } from "../../text/people/index.ts";
import { ChairsCard } from "./chairs-card.tsx";
import { DesignationsCard } from "./designations-card.tsx";
import { PeopleCard } from "./people-card.tsx";
import styles from "./people.module.css";

/** 利用者: the chairs as a picture, the people, and the deputies. */
export function PeoplePage() {
  const t = useTexts(peopleTexts);
  const may = useMay();
  const authorised = useAuthorised();
  const people = useAsk("listPeople", { query: {} });
  const designated = useAsk("listDesignations", { query: {} }, may("listDesignations"));
  const listed = useAsk("listSites", { query: {} }, may("listSites"));
  const sites = listed.data?.items ?? [];
  const designations = designated.data?.items ?? [];
  return (
    <>
      <PageHead title={t.title} asOf={people.data?.asOf} />
      <View of={people}>
        {({ items, asOf }) => (
          <div className={styles["page"]}>
            <ChairsCard people={items} designations={designations} sites={sites} asOf={asOf} />
            {authorised("people") ? null : <WhoDecides name="people" />}
            <PeopleCard people={items} sites={sites} asOf={asOf} />
            {may("listDesignations") ? (
              <View of={designated}>
                {(answer) => (
                  <DesignationsCard
                    designations={answer.items}
                    people={items}
                    sites={sites}
                    asOf={answer.asOf}
                  />
                )}
              </View>
            ) : null}
          </div>
        )}
      </View>
    </>
  );
}
