import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { RouteOutput } from "#shared/api/routes.ts";
import { useAct, useAsk } from "../../client/queries.ts";
import { useTexts } from "../../language/language-context.tsx";
import { settingsTexts } from "../../text/settings/index.ts";
import { formatTime } from "../../times/format.ts";
import { CopyLine } from "../copy-line/copy-line.tsx";
import styles from "./enrolment-code.module.css";

/** Makes a one-time code for one computer and says how to use it; `site` is the one that is chosen first. */
export function EnrolmentCode({ site, id }: { readonly site?: string; readonly id?: string }) {
  const t = useTexts(settingsTexts);
  const sites = useAsk("listSites", { query: {} });
  const [chosen, setChosen] = useState(site ?? "");
  const [made, setMade] = useState<RouteOutput<"createEnrolmentCode"> | null>(null);
  const make = useAct("createEnrolmentCode", setMade);
  const siteId = chosen === "" ? (sites.data?.items[0]?.id ?? "") : chosen;
  return (
    <>
      <form
        id={id}
        className={styles["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate({ body: { siteId } });
        }}
      >
        <NativeSelect
          label={t.site}
          value={siteId}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={(sites.data?.items ?? []).map(({ id: value, name }) => ({ value, label: name }))}
        />
        <Button type="submit" disabled={siteId === ""} loading={make.isPending}>
          {t.makeCode}
        </Button>
      </form>
      {made === null ? null : (
        <div className={styles["made"]} aria-live="polite">
          {made.reach === "this-computer" ? <p role="alert">{t.onlyHere}</p> : null}
          <h3>{t.command}</h3>
          <CopyLine value={made.command} copy={t.copy} copied={t.copied} />
          <h3>{t.code}</h3>
          <CopyLine value={made.code} copy={t.copy} copied={t.copied} />
          <h3>{t.words}</h3>
          <p className={styles["words"]} lang="en">
            {made.words}
          </p>
          <p className={styles["soft"]}>{t.wordsHint}</p>
          <p className={styles["soft"]}>{t.until(formatTime(made.expiresAt))}</p>
        </div>
      )}
    </>
  );
}
