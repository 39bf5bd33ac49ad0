import { Button } from "@mantine/core";
import type { Incident } from "#shared/model/incident.ts";
import { finishedStates } from "#shared/model/incident.ts";
import { useAct } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { incidentsTexts } from "../../text/incidents/index.ts";
import { formatMoment } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { Tag } from "../tag/tag.tsx";

/** 受領する, or who has received it. */
export function Receive({
  incident,
  large = false,
}: {
  readonly incident: Incident;
  readonly large?: boolean;
}) {
  const t = useTexts(incidentsTexts);
  const { language } = useLanguage();
  const now = useNow();
  const may = useMay();
  const receive = useAct("receiveIncident");
  if (incident.receivedAt !== null)
    return (
      <Tag tone="quiet">
        {t.received(formatMoment(incident.receivedAt, now, language), incident.receivedBy ?? "")}
      </Tag>
    );
  if (finishedStates.has(incident.state) || !may("receiveIncident"))
    return <Tag tone="quiet">{t.unreceived}</Tag>;
  return (
    <Button
      size={large ? "md" : "xs"}
      fullWidth={large}
      title={t.receiveNote}
      aria-label={`${t.receive} ${incident.number}`}
      loading={receive.isPending}
      onClick={() => receive.mutate({ params: { id: incident.id }, body: {} })}
    >
      {t.receive}
    </Button>
  );
}
