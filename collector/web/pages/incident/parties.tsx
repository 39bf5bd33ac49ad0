import { Button, Checkbox, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { IncidentDetail } from "#shared/api/schemas.ts";
import { useAct, useAsk } from "../../client/queries.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { incidentsTexts } from "../../text/incidents/index.ts";

/** 当事者: who neither receives, judges nor closes this case. */
export function Parties({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(incidentsTexts);
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [reason, setReason] = useState("");
  const { data } = useAsk("listPeople", { query: {} }, chosen !== null);
  const set = useAct("setIncidentParties", () => {
    setChosen(null);
    setReason("");
  });
  const now = chosen ?? [];
  const toggle = (id: string, on: boolean): void =>
    setChosen(on ? [...now, id] : now.filter((other) => other !== id));
  return (
    <>
      <Button variant="default" onClick={() => setChosen(incident.parties.map(({ personId }) => personId))}>
        {t.setParties}
      </Button>
      <Confirm
        opened={chosen !== null}
        onClose={() => setChosen(null)}
        title={t.setParties}
        act={t.setPartiesAct}
        busy={set.isPending}
        disabled={reason.trim() === ""}
        onAct={() => set.mutate({ params: { id: incident.id }, body: { personIds: [...now], reason } })}
      >
        <p>{t.setPartiesAsk(incident.number)}</p>
        <Stack gap={4} mt="sm" mb="sm">
          {(data?.items ?? [])
            .filter(({ disabled }) => !disabled)
            .map(({ id, name, siteName }) => (
              <Checkbox
                key={id}
                label={siteName === null ? name : `${name}　${siteName}`}
                checked={now.includes(id)}
                onChange={(event) => toggle(id, event.currentTarget.checked)}
              />
            ))}
        </Stack>
        <TextInput
          label={t.reason}
          required
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Confirm>
    </>
  );
}
