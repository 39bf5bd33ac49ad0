import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useAct } from "../../client/queries.ts";
import { useMay, useSession } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { settingsTexts } from "../../text/settings/index.ts";
import { OwnRowForm } from "./own-row-form.tsx";
import styles from "./settings.module.css";

/** The signed-in person's own entry; everybody else stands on the page of people. */
export function OwnCard() {
  const t = useTexts(settingsTexts);
  const may = useMay();
  const me = useSession().data?.person ?? null;
  if (me === null) return null;
  return (
    <Card title={t.ownRow}>
      {may("updateMe") ? <OwnRowForm key={me.id} person={me} /> : null}
      {may("listPeople") ? (
        <p className={styles["link"]}>
          <Link to="/people">{t.toPeople}</Link>
        </p>
      ) : null}
    </Card>
  );
}

/** Proves that notices arrive. */
export function MailCard() {
  const t = useTexts(settingsTexts);
  const send = useAct("sendTestMail");
  return (
    <Card title={t.mail}>
      <p className={styles["lead"]}>{t.mailLead}</p>
      <Button variant="default" loading={send.isPending} onClick={() => send.mutate({ body: {} })}>
        {t.sendMail}
      </Button>
      <p aria-live="polite" className={styles["soft"]}>
        {send.data === undefined ? "" : send.data.ok ? t.mailOk : t.mailFailed(send.data.detail)}
      </p>
    </Card>
  );
}
