import { Button } from "@mantine/core";
import type { Incident } from "#shared/model/incident.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts } from "../../language/language-context.tsx";
import { routeTexts } from "../../text/route/index.ts";

interface ReceiveProps {
  readonly incident: Pick<Incident, "id" | "number">;
  readonly large?: boolean;
}

/** 受領する; who may do it, the caller asks. */
export function Receive({ incident, large = false }: ReceiveProps) {
  const t = useTexts(routeTexts);
  const receive = useAct("receiveIncident");
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
