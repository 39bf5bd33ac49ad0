import { Button, Checkbox, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { endpointStateWords, type Endpoint } from "#shared/model/endpoint.ts";
import { useAct, useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { endpointTexts } from "../../text/endpoint/index.ts";
import styles from "./endpoint.module.css";

/** States that a person can give a computer; the others follow from what it does. */
const given = ["active", "resting", "taken-out", "replaced", "retired", "excluded"] as const;

/** Changes what people say about a computer. */
function RegisterForm({ endpoint, onClose }: { readonly endpoint: Endpoint; readonly onClose: () => void }) {
  const t = useTexts(endpointTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const may = useMay();
  const [managementNumber, setNumber] = useState(endpoint.managementNumber ?? "");
  const [siteId, setSite] = useState(endpoint.site.id);
  const [kind, setKind] = useState(endpoint.kind);
  const [assetClass, setClass] = useState(endpoint.assetClass);
  const [state, setState] = useState(given.find((one) => one === endpoint.state) ?? "active");
  const [userIds, setUsers] = useState<ReadonlySet<string>>(new Set(endpoint.userIds));
  const sites = useAsk("listSites", { query: {} });
  const people = useAsk("listPeople", { query: {} }, may("listPeople"));
  const change = useAct("updateEndpoint", onClose);
  const choosable = (people.data?.items ?? []).filter(({ id, disabled }) => !disabled || userIds.has(id));
  const toggle = (id: string): void => {
    const next = new Set(userIds);
    if (!next.delete(id)) next.add(id);
    setUsers(next);
  };
  return (
    <Confirm
      opened
      onClose={onClose}
      title={`${t.change}: ${endpoint.hostname}`}
      act={common.save}
      busy={change.isPending}
      onAct={() => {
        const number = managementNumber.trim();
        change.mutate({
          params: { id: endpoint.id },
          body: {
            managementNumber: number === "" ? null : number,
            siteId,
            kind,
            assetClass,
            userIds: [...userIds],
            state,
          },
        });
      }}
    >
      <Stack gap="sm">
        <div className={styles["fields"]}>
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
          <NativeSelect
            label={t.assetClass}
            value={assetClass ?? ""}
            onChange={({ currentTarget: { value } }) =>
              setClass(value === "1" || value === "2" || value === "3" ? value : null)
            }
            data={[
              { value: "", label: common.notSet },
              ...(["1", "2", "3"] as const).map((value) => ({ value, label: t.classLong[value] })),
            ]}
          />
          <NativeSelect
            label={t.state}
            value={state}
            onChange={({ currentTarget: { value } }) =>
              setState(given.find((one) => one === value) ?? "active")
            }
            data={given.map((value) => ({ value, label: word(endpointStateWords[value]) }))}
          />
        </div>
        <p className={styles["soft"]}>{t.stateHints[state]}</p>
        <fieldset className={styles["users"]}>
          <legend>{t.users}</legend>
          <p className={styles["soft"]}>{t.usersHint}</p>
          <div className={styles["userList"]}>
            {choosable.map(({ id, name, siteName }) => (
              <Checkbox
                key={id}
                label={siteName === null ? name : `${name}${common.aside(siteName)}`}
                checked={userIds.has(id)}
                disabled={!userIds.has(id) && userIds.size >= 20}
                onChange={() => toggle(id)}
              />
            ))}
          </div>
        </fieldset>
      </Stack>
    </Confirm>
  );
}

/** The ways to the forms of one computer; a form is fresh each time it is opened. */
export function RegisterAct({ endpoint }: { readonly endpoint: Endpoint }) {
  const t = useTexts(endpointTexts);
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t.change}
      </Button>
      {opened ? <RegisterForm endpoint={endpoint} onClose={() => setOpened(false)} /> : null}
    </>
  );
}
