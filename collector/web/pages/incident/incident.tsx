import { Button } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import type { IncidentDetail } from "#shared/api/schemas.ts";
import { finishedStates, incidentStateWords } from "#shared/model/incident.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { PaperHead, PaperRemarks } from "../../parts/paper/paper.tsx";
import { Pairs } from "../../parts/pairs/pairs.tsx";
import { ReceiptDue } from "../../parts/receive/receipt-due.tsx";
import { Receive } from "../../parts/receive/receive.tsx";
import { SeverityMark } from "../../parts/severity-mark/severity-mark.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { Timeline } from "../../parts/timeline/timeline.tsx";
import { View } from "../../parts/view/view.tsx";
import { incidentsTexts } from "../../text/incidents/index.ts";
import { CommentForm, StateForm } from "./acts.tsx";
import { fiveLines } from "./five-lines.ts";
import { moments, stamps } from "./history.ts";
import styles from "./incident.module.css";

function DoNow({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(incidentsTexts);
  const { language } = useLanguage();
  const lan = incident.rule === "lan-unknown";
  const own = incident.words?.doNow[language].split("\n");
  const steps = own ?? (lan ? [t.doLan1, t.doLan2, t.doLan3] : [t.doUsb1, t.doUsb2, t.doUsb3]);
  return (
    <Card title={t.doNow}>
      <ol className={styles["steps"]}>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p className={styles["links"]}>
        {lan ? <Link to="/devices">{t.toDevices}</Link> : <Link to="/media">{t.toMedia}</Link>}
        {incident.endpointId === null ? null : (
          <Link to="/endpoints/$id" params={{ id: incident.endpointId }}>
            {t.toEndpoint}
          </Link>
        )}
      </p>
    </Card>
  );
}

function Stamps({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(incidentsTexts);
  const { language } = useLanguage();
  return (
    <Card title={t.stamps}>
      <ol className={styles["stamps"]}>
        {stamps(incident, language).map((stamp) => (
          <li key={stamp.key} className={styles["stamp"]} data-kind={stamp.kind}>
            <span className={styles["seal"]}>{stamp.word}</span>
            <span className={styles["stampText"]}>
              <strong>{stamp.name}</strong>
              <span>{stamp.detail}</span>
            </span>
          </li>
        ))}
      </ol>
      {incident.receiptDue === null ? null : (
        <p className={styles["small"]}>
          <ReceiptDue incident={incident} />
        </p>
      )}
      {incident.receivedAt === null && !finishedStates.has(incident.state) ? (
        <div className={styles["receive"]}>
          <Receive incident={incident} large />
          <p className={styles["small"]}>{t.receiveNote}</p>
        </div>
      ) : null}
    </Card>
  );
}

/** The sheet of one case. */
export function IncidentPage() {
  const t = useTexts(incidentsTexts);
  const word = useWord();
  const { language } = useLanguage();
  const may = useMay();
  const { id } = useParams({ from: "/incidents/$id" });
  const asked = useAsk("getIncident", { params: { id } });
  const incident = asked.data;
  const endpoint = useAsk(
    "getEndpoint",
    { params: { id: incident?.endpointId ?? "" } },
    (incident?.endpointId ?? null) !== null,
  );
  const title = incident === undefined ? t.title : word(incident.title);
  return (
    <>
      {incident === undefined ? null : <PaperHead title={t.paper} number={incident.number} />}
      <PageHead
        title={title}
        above={
          <>
            <Link to="/incidents">{t.title}</Link> / {incident?.number}
          </>
        }
        asOf={incident?.asOf}
      >
        {incident === undefined ? null : (
          <>
            <SeverityMark severity={incident.severity} />
            <Tag>{word(incidentStateWords[incident.state])}</Tag>
            <Button variant="default" onClick={() => print()}>
              {t.print}
            </Button>
          </>
        )}
      </PageHead>
      <View of={asked}>
        {(data) => {
          const lines = fiveLines(data, language, endpoint.data?.managementNumber ?? null);
          return (
            <div className={styles["sheet"]}>
              <div className={styles["left"]}>
                <Card title={data.number} aside={<AsOf at={data.asOf} />}>
                  <Pairs
                    wide
                    pairs={[
                      { label: t.lineWhen, value: lines.when },
                      { label: t.lineWhere, value: lines.where },
                      { label: t.lineWhat, value: lines.what },
                      { label: t.lineHow, value: lines.how },
                      { label: t.lineUser, value: lines.user },
                      { label: t.clause, value: data.clause },
                    ]}
                  />
                </Card>
                <DoNow incident={data} />
              </div>
              <div className={styles["right"]}>
                <Stamps incident={data} />
                {!may("setIncidentState") || data.allowedStates.length === 0 ? null : (
                  <div className="screen-only">
                    <StateForm incident={data} />
                  </div>
                )}
              </div>
              <div className={styles["whole"]}>
                <Card title={t.timeline}>
                  <Timeline moments={moments(data, language)} />
                  {may("commentIncident") ? <CommentForm incident={data} /> : null}
                </Card>
                <PaperRemarks />
              </div>
            </div>
          );
        }}
      </View>
    </>
  );
}
