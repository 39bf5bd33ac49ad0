import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import type { IncidentDetail } from "#shared/api/schemas.ts";
import { useAct } from "../../client/queries.ts";
import { useMay, useSession } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { PassOn } from "../../parts/receive/pass-on.tsx";
import { Receive } from "../../parts/receive/receive.tsx";
import { passesOnAsMember } from "../../parts/route/case-now.ts";
import { incidentsTexts } from "../../text/incidents/index.ts";
import { routeTexts } from "../../text/route/index.ts";
import { useNow } from "../../times/now.ts";
import { callField, callMoment } from "./call-time.ts";
import styles from "./incident.module.css";

/** 電話で受けた: the receipt of a call, with the call's own time. */
function ReceivedByPhone({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(incidentsTexts);
  const now = useNow();
  const [field, setField] = useState<string | null>(null);
  const receive = useAct("receiveIncident", () => setField(null));
  const at = field === null ? null : callMoment(field, now);
  return (
    <>
      <Button variant="default" size="md" fullWidth onClick={() => setField(callField(now))}>
        {t.byPhone}
      </Button>
      <Confirm
        opened={field !== null}
        onClose={() => setField(null)}
        title={t.byPhone}
        act={t.byPhoneAct}
        busy={receive.isPending}
        disabled={at === null}
        onAct={() => receive.mutate({ params: { id: incident.id }, body: { means: "telephone", at } })}
      >
        <p>{t.byPhoneAsk(incident.number)}</p>
        <TextInput
          mt="sm"
          type="datetime-local"
          label={t.callTime}
          description={t.callTimeHint}
          required
          max={callField(now)}
          value={field ?? ""}
          onChange={(event) => setField(event.currentTarget.value)}
        />
      </Confirm>
    </>
  );
}

/** 受領 or 上申, whichever comes next; on a phone it lies at the thumb. */
export function ReceiveCard({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(incidentsTexts);
  const route = useTexts(routeTexts);
  const may = useMay();
  const personId = useSession().data?.person?.id ?? "";
  const mayReceive = incident.may.includes("receive") && may("receiveIncident");
  const mayPassOn = incident.may.includes("pass-on") && may("passOnIncident");
  if (!mayReceive && !mayPassOn) return null;
  return (
    <div className={`screen-only ${styles["next"]}`}>
      <Card title={t.nextAct} quiet>
        {mayReceive ? (
          <div className={styles["receipt"]}>
            <Receive incident={incident} large />
            <p className={styles["small"]}>{route.receiveNote}</p>
            <ReceivedByPhone incident={incident} />
          </div>
        ) : (
          <PassOn incident={incident} asMember={passesOnAsMember(incident, personId)} large />
        )}
      </Card>
    </div>
  );
}
