import { NativeSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { PersonRow } from "#shared/api/watch-schemas.ts";
import type { Site } from "#shared/model/endpoint.ts";
import { roleWords, type Role } from "#shared/model/role.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { peopleTexts } from "../../text/people/index.ts";
import { dateField, endOfDay } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { startOfDay } from "./periods.ts";
import styles from "./people.module.css";

/** Chairs for which somebody can act; the others receive nothing. */
const chairs = ["chief", "supervisor", "deputy-supervisor", "manager", "csirt", "member"] as const;

interface DesignationFormProps {
  readonly people: readonly PersonRow[];
  readonly sites: readonly Site[];
  readonly onClose: () => void;
}

/** Enters a deputy's designation as it stands on its paper. */
export function DesignationForm({ people, sites, onClose }: DesignationFormProps) {
  const t = useTexts(peopleTexts);
  const word = useWord();
  const now = useNow();
  const able = people.filter(({ disabled }) => !disabled);
  const firms = sites.filter(({ kind }) => kind === "member");
  const [personId, setPerson] = useState("");
  const [role, setRole] = useState<Role>("manager");
  const [firm, setFirm] = useState("");
  const [from, setFrom] = useState(dateField(now));
  const [until, setUntil] = useState("");
  const [designatedBy, setBy] = useState("");
  const [designatedOn, setOn] = useState(dateField(now));
  const create = useAct("createDesignation", onClose);
  const wrong = until !== "" && from !== "" && until < from;
  const who = personId === "" ? (able[0]?.id ?? "") : personId;
  const siteId = firm === "" ? (firms[0]?.id ?? null) : firm;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t.addDeputy}
      act={t.addDeputy}
      busy={create.isPending}
      disabled={who === ""}
      onAct={() => {
        const begins = startOfDay(from);
        const ends = endOfDay(until);
        if (wrong || begins === null || ends === null) return;
        create.mutate({
          body: {
            role,
            personId: who,
            siteId: role === "member" ? siteId : null,
            from: begins,
            until: ends,
            designatedBy,
            designatedOn,
          },
        });
      }}
    >
      <Stack gap="sm">
        <div className={styles["fields"]}>
          <NativeSelect
            label={t.deputyWho}
            value={who}
            onChange={(event) => setPerson(event.currentTarget.value)}
            data={able.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <NativeSelect
            label={t.deputyRole}
            value={role}
            onChange={({ currentTarget: { value } }) =>
              setRole(chairs.find((one) => one === value) ?? "manager")
            }
            data={chairs.map((value) => ({ value, label: word(roleWords[value]) }))}
          />
          {role === "member" ? (
            <NativeSelect
              label={t.deputyFirm}
              value={siteId ?? ""}
              onChange={(event) => setFirm(event.currentTarget.value)}
              data={firms.map(({ id, name }) => ({ value: id, label: name }))}
            />
          ) : null}
        </div>
        <div className={styles["fields"]}>
          <TextInput
            label={t.from}
            type="date"
            required
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            label={t.until}
            type="date"
            required
            value={until}
            error={wrong ? t.wrongPeriod : null}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
        </div>
        <div className={styles["fields"]}>
          <TextInput
            label={t.designatedBy}
            description={t.designatedByHint}
            required
            maxLength={80}
            value={designatedBy}
            onChange={(event) => setBy(event.currentTarget.value)}
          />
          <TextInput
            label={t.designatedOn}
            type="date"
            required
            value={designatedOn}
            onChange={(event) => setOn(event.currentTarget.value)}
          />
        </div>
      </Stack>
    </Confirm>
  );
}
