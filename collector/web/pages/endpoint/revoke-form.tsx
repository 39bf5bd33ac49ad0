import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Endpoint } from "#shared/model/endpoint.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { endpointTexts } from "../../text/endpoint/index.ts";

/** Refuses a computer's certificate from now on. */
export function RevokeForm({ endpoint }: { readonly endpoint: Endpoint }) {
  const t = useTexts(endpointTexts);
  const [opened, setOpened] = useState(false);
  const [reason, setReason] = useState("");
  const revoke = useAct("revokeEndpoint", () => setOpened(false));
  if (endpoint.state === "revoked") return null;
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t.revoke}
      </Button>
      <Confirm
        opened={opened}
        onClose={() => setOpened(false)}
        title={t.revoke}
        act={t.revoke}
        busy={revoke.isPending}
        disabled={reason.trim() === ""}
        onAct={() => revoke.mutate({ params: { id: endpoint.id }, body: { reason } })}
      >
        <p>{t.revokeAsk(endpoint.hostname)}</p>
        <Textarea
          mt="sm"
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
