import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Person } from "#shared/model/role.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts } from "../../language/language-context.tsx";
import { settingsTexts } from "../../text/settings/index.ts";
import styles from "./settings.module.css";

/** The signed-in person's own name and telephone number. */
export function OwnRowForm({ person }: { readonly person: Person }) {
  const t = useTexts(settingsTexts);
  const [name, setName] = useState(person.name);
  const [phone, setPhone] = useState(person.phone ?? "");
  const update = useAct("updateMe");
  return (
    <form
      className={styles["form"]}
      aria-label={t.ownRow}
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({ body: { name, phone } });
      }}
    >
      <TextInput
        label={t.ownName}
        autoComplete="name"
        required
        withAsterisk={false}
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t.ownPhone}
        type="tel"
        autoComplete="tel"
        maxLength={40}
        value={phone}
        onChange={(event) => setPhone(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={name.trim() === ""} loading={update.isPending}>
        {t.saveOwn}
      </Button>
    </form>
  );
}
