import { Checkbox, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { PersonRow } from "#shared/api/watch-schemas.ts";
import type { Site } from "#shared/model/endpoint.ts";
import { role as roleSchema, roleWords, type Role } from "#shared/model/role.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { peopleTexts } from "../../text/people/index.ts";
import styles from "./people.module.css";

interface PersonFormProps {
  /** Whom to change, or null to enter somebody new. */
  readonly person: PersonRow | null;
  readonly sites: readonly Site[];
  readonly onClose: () => void;
}

/** Enters a person, or changes name, addresses, chairs and firm. */
export function PersonForm({ person, sites, onClose }: PersonFormProps) {
  const t = useTexts(peopleTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const [name, setName] = useState(person?.name ?? "");
  const [email, setEmail] = useState(person?.email ?? "");
  const [phone, setPhone] = useState(person?.phone ?? "");
  const [roles, setRoles] = useState<ReadonlySet<Role>>(new Set(person?.roles));
  const [siteId, setSite] = useState(person?.siteId ?? "");
  const [language, setLanguage] = useState(person?.language ?? "ja");
  const [tried, setTried] = useState(false);
  const create = useAct("createPerson", onClose);
  const update = useAct("updatePerson", onClose);
  const firmless = roles.has("member") && !sites.some(({ id, kind }) => id === siteId && kind === "member");
  const toggle = (role: Role): void => {
    const next = new Set(roles);
    if (!next.delete(role)) next.add(role);
    setRoles(next);
  };
  const send = (): void => {
    setTried(true);
    if (firmless) return;
    const body = {
      name,
      email,
      phone,
      roles: roleSchema.options.filter((one) => roles.has(one)),
      siteId: siteId === "" ? null : siteId,
      language,
    };
    if (person === null) create.mutate({ body });
    else update.mutate({ params: { id: person.id }, body });
  };
  return (
    <Confirm
      opened
      onClose={onClose}
      title={person === null ? t.addTitle : t.changeTitle(person.name)}
      act={person === null ? t.add : common.save}
      busy={create.isPending || update.isPending}
      onAct={send}
    >
      <Stack gap="sm">
        <div className={styles["fields"]}>
          <TextInput
            label={t.name}
            required
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t.phone}
            description={t.phoneHint}
            type="tel"
            maxLength={40}
            value={phone}
            onChange={(event) => setPhone(event.currentTarget.value)}
          />
        </div>
        <TextInput
          label={t.email}
          description={t.emailHint}
          type="email"
          required
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <fieldset className={styles["group"]}>
          <legend>{t.roles}</legend>
          <p className={styles["soft"]}>{t.rolesHint}</p>
          <div className={styles["choices"]}>
            {roleSchema.options.map((role) => (
              <Checkbox
                key={role}
                label={word(roleWords[role])}
                checked={roles.has(role)}
                onChange={() => toggle(role)}
              />
            ))}
          </div>
        </fieldset>
        <div className={styles["fields"]}>
          <NativeSelect
            label={t.site}
            description={t.siteHint}
            value={siteId}
            error={tried && firmless ? t.memberNeedsSite : null}
            onChange={(event) => setSite(event.currentTarget.value)}
            data={[
              { value: "", label: t.noSite },
              ...sites.map((site) => ({ value: site.id, label: site.name })),
            ]}
          />
          <NativeSelect
            label={t.language}
            value={language}
            onChange={(event) => setLanguage(event.currentTarget.value === "en" ? "en" : "ja")}
            data={[
              { value: "ja", label: t.languages.ja },
              { value: "en", label: t.languages.en },
            ]}
          />
        </div>
      </Stack>
    </Confirm>
  );
}
