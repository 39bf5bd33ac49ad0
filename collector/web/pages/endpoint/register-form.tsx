import { Button, NativeSelect, Stack, TextInput, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Endpoint } from "#shared/model/endpoint.ts";
import { useAct, useAsk } from "../../client/queries.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { endpointTexts } from "../../text/endpoint/index.ts";

/** Changes what people say about a computer. */
export function RegisterForm({ endpoint }: { readonly endpoint: Endpoint }) {
  const t = useTexts(endpointTexts);
  const common = useTexts(commonTexts);
  const [opened, setOpened] = useState(false);
  const [managementNumber, setNumber] = useState(endpoint.managementNumber ?? "");
  const [siteId, setSite] = useState(endpoint.site.id);
  const [kind, setKind] = useState(endpoint.kind);
  const sites = useAsk("listSites", { query: {} });
  const change = useAct("updateEndpoint", () => setOpened(false));
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t.change}
      </Button>
      <Confirm
        opened={opened}
        onClose={() => setOpened(false)}
        title={`${t.change}: ${endpoint.hostname}`}
        act={common.save}
        busy={change.isPending}
        onAct={() => {
          const number = managementNumber.trim();
          change.mutate({
            params: { id: endpoint.id },
            body: { managementNumber: number === "" ? null : number, siteId, kind },
          });
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t.managementNumber}
            maxLength={40}
            value={managementNumber}
            onChange={(event) => setNumber(event.currentTarget.value)}
          />
          <NativeSelect
            label={t.site}
            value={siteId}
            onChange={(event) => setSite(event.currentTarget.value)}
            data={(sites.data?.items ?? [endpoint.site]).map(({ id, name }) => ({ value: id, label: name }))}
          />
          <NativeSelect
            label={t.kind}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value === "server" ? "server" : "terminal")}
            data={[
              { value: "terminal", label: t.terminal },
              { value: "server", label: t.server },
            ]}
          />
        </Stack>
      </Confirm>
    </>
  );
}

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
