import { Button } from "@mantine/core";
import type { IncidentDetail } from "#shared/api/schemas.ts";
import { useAct } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { incidentsTexts } from "../../text/incidents/index.ts";
import styles from "./incident.module.css";

/** The one question of a changed router, with what each answer does. */
export function Gateway({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(incidentsTexts);
  const may = useMay();
  const answer = useAct("answerGateway");
  if (!incident.may.includes("answer-gateway") || !may("answerGateway")) return null;
  const say = (planned: boolean) => answer.mutate({ params: { id: incident.id }, body: { planned } });
  return (
    <div className="screen-only">
      <Card title={t.gatewayAsk}>
        <div className={styles["answers"]}>
          <div>
            <Button variant="default" loading={answer.isPending} onClick={() => say(true)}>
              {t.gatewayPlanned}
            </Button>
            <p className={styles["small"]}>{t.gatewayPlannedDoes}</p>
          </div>
          <div>
            <Button variant="default" loading={answer.isPending} onClick={() => say(false)}>
              {t.gatewayUnknown}
            </Button>
            <p className={styles["small"]}>{t.gatewayUnknownDoes}</p>
          </div>
        </div>
      </Card>
    </div>
  );
}
