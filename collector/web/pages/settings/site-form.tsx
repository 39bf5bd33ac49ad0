import { NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { siteCoverage, type Site } from "#shared/model/endpoint.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { settingsTexts } from "../../text/settings/index.ts";
import styles from "./settings.module.css";

interface SiteFormProps {
  /** The site to change, or null to enter a new one. */
  readonly site: Site | null;
  readonly onClose: () => void;
}

/** Enters a site or a member firm, or changes one. */
export function SiteForm({ site, onClose }: SiteFormProps) {
  const t = useTexts(settingsTexts);
  const common = useTexts(commonTexts);
  const [name, setName] = useState(site?.name ?? "");
  const [kind, setKind] = useState<Site["kind"]>(site?.kind ?? "member");
  const [coverage, setCoverage] = useState(site?.coverage ?? "open");
  const [note, setNote] = useState(site?.note ?? "");
  const create = useAct("createSite", onClose);
  const update = useAct("updateSite", onClose);
  const remark = note.trim() === "" ? null : note.trim();
  return (
    <Confirm
      opened
      onClose={onClose}
      title={site === null ? t.addSite : t.changeSite(site.name)}
      act={site === null ? t.addSite : common.save}
      busy={create.isPending || update.isPending}
      onAct={() => {
        if (site === null) create.mutate({ body: { name, kind, coverage, note: remark } });
        else update.mutate({ params: { id: site.id }, body: { name, coverage, note: remark } });
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t.siteName}
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {site === null ? (
          <NativeSelect
            label={t.siteKind}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value === "office" ? "office" : "member")}
            data={[
              { value: "member", label: t.siteKinds.member },
              { value: "office", label: t.siteKinds.office },
            ]}
          />
        ) : null}
        {kind === "office" ? null : (
          <NativeSelect
            label={t.coverage}
            value={coverage}
            onChange={(event) => setCoverage(siteCoverage.catch("open").parse(event.currentTarget.value))}
            data={siteCoverage.options.map((value) => ({ value, label: t.coverages[value] }))}
          />
        )}
        {kind === "office" ? null : <p className={styles["soft"]}>{t.coverageHints[coverage]}</p>}
        <Textarea
          label={t.note}
          description={coverage === "declined" ? t.declinedNote : undefined}
          maxLength={500}
          required={kind === "member" && coverage === "declined"}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </Stack>
    </Confirm>
  );
}
