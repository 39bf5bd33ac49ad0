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
import { SeverityMark } from "../../parts/severity-mark/severity-mark.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { Timeline } from "../../parts/timeline/timeline.tsx";
import { View } from "../../parts/view/view.tsx";
import { incidentsTexts } from "../../text/incidents/index.ts";
import { routeTexts } from "../../text/route/index.ts";
import { ActsCard, CommentForm } from "./acts.tsx";
import { Closing } from "./closing.tsx";
import { fiveLines } from "./five-lines.ts";
import { Gateway } from "./gateway.tsx";
import { moments } from "./history.ts";
import { ReceiveCard } from "./receive-card.tsx";
import { RouteCard } from "./route-card.tsx";
import styles from "./incident.module.css";

/** なにが起きたか, as the policy wants it told. */
function Lines({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(incidentsTexts);
  const { language } = useLanguage();
  const may = useMay();
  const at = incident.endpointId;
  const endpoint = useAsk("getEndpoint", { params: { id: at ?? "" } }, at !== null && may("getEndpoint"));
  const userIds = endpoint.data?.userIds ?? [];
  const people = useAsk("listPeople", { query: {} }, userIds.length > 0 && may("listPeople"));
  const users = (people.data?.items ?? []).filter(({ id }) => userIds.includes(id)).map(({ name }) => name);
  const lines = fiveLines(incident, language, endpoint.data?.managementNumber ?? null, users);
  const { parties } = incident;
  return (
    <Card title={t.happened} aside={<AsOf at={incident.asOf} />}>
      <Pairs
        wide
        pairs={[
          { label: t.lineWhen, value: lines.when },
          { label: t.lineWhere, value: lines.where },
          { label: t.lineWhat, value: lines.what },
          { label: t.lineHow, value: lines.how },
          { label: t.lineUser, value: lines.user },
          ...(parties.length === 0
            ? []
            : [{ label: t.parties, value: parties.map(({ name }) => name).join("・") }]),
          { label: t.clause, value: incident.clause },
        ]}
      />
    </Card>
  );
}

function DoNow({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(incidentsTexts);
  const { language } = useLanguage();
  const may = useMay();
  if (finishedStates.has(incident.state)) return null;
  const lan = incident.rule === "lan-unknown" || incident.rule === "gateway-changed";
  const usb = incident.rule === "usb-unregistered";
  const own = incident.words?.doNow[language].split("\n");
  const steps = own ?? (lan ? [t.doLan1, t.doLan2, t.doLan3] : usb ? [t.doUsb1, t.doUsb2, t.doUsb3] : []);
  if (steps.length === 0 && incident.endpointId === null) return null;
  return (
    <Card title={t.doNow}>
      <ol className={styles["steps"]}>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p className={styles["links"]}>
        {lan && may("listLanDevices") ? <Link to="/devices">{t.toDevices}</Link> : null}
        {usb && may("listUsbDevices") ? <Link to="/media">{t.toMedia}</Link> : null}
        {incident.endpointId === null ? null : (
          <Link to="/endpoints/$id" params={{ id: incident.endpointId }}>
            {t.toEndpoint}
          </Link>
        )}
      </p>
    </Card>
  );
}

/** The sheet of one case; printed it is the 事故報告書. */
export function IncidentPage() {
  const t = useTexts(incidentsTexts);
  const route = useTexts(routeTexts);
  const word = useWord();
  const { language } = useLanguage();
  const may = useMay();
  const { id } = useParams({ from: "/incidents/$id" });
  const asked = useAsk("getIncident", { params: { id } });
  const incident = asked.data;
  return (
    <>
      {incident === undefined ? null : (
        <PaperHead title={t.paper} number={incident.number} addressee={t.addressee} />
      )}
      <PageHead
        title={incident === undefined ? t.title : word(incident.title)}
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
            {incident.handled && !finishedStates.has(incident.state) ? <Tag>{route.handled}</Tag> : null}
            <Button variant="default" onClick={() => print()}>
              {t.print}
            </Button>
          </>
        )}
      </PageHead>
      <View of={asked}>
        {(data) => (
          <div className={styles["sheet"]}>
            <div className={styles["left"]}>
              <Gateway incident={data} />
              <Lines incident={data} />
              <DoNow incident={data} />
            </div>
            <div className={styles["right"]}>
              <ReceiveCard incident={data} />
              <RouteCard incident={data} />
              <ActsCard incident={data} />
            </div>
            <div className={styles["whole"]}>
              <Closing incident={data} />
              <Card title={t.timeline} breaks>
                <Timeline moments={moments(data, language)} />
                {data.may.includes("comment") && may("commentIncident") ? (
                  <CommentForm incident={data} />
                ) : null}
              </Card>
              <PaperRemarks />
            </div>
          </div>
        )}
      </View>
    </>
  );
}
