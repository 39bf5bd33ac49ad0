import type { PersonRow } from "#shared/api/watch-schemas.ts";
import { useAct } from "../../client/queries.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { CopyLine } from "../../parts/copy-line/copy-line.tsx";
import { Dialog } from "../../parts/dialog/dialog.tsx";
import { QrCode } from "../../parts/qr-code/qr-code.tsx";
import { peopleTexts } from "../../text/people/index.ts";
import { formatDateTime } from "../../times/format.ts";
import { qrPicture } from "./qr-picture.ts";
import styles from "./people.module.css";

/** Makes the one-time link by which a person gets an account, and shows it once. */
export function Invite({ person, onClose }: { readonly person: PersonRow; readonly onClose: () => void }) {
  const t = useTexts(peopleTexts);
  const { language } = useLanguage();
  const invite = useAct("invitePerson");
  const made = invite.data;
  if (made === undefined)
    return (
      <Confirm
        opened
        onClose={onClose}
        title={t.inviteTitle(person.name)}
        act={t.invite}
        busy={invite.isPending}
        onAct={() => invite.mutate({ params: { id: person.id }, body: {} })}
      >
        <p>{t.inviteAsk(person.name)}</p>
        {person.hasAccount ? <p className={styles["warning"]}>{t.inviteAgain}</p> : null}
      </Confirm>
    );
  const picture = qrPicture(made.link);
  return (
    <Dialog opened onClose={onClose} title={t.inviteTitle(person.name)}>
      <div className={styles["made"]} aria-live="polite">
        <p>{t.inviteOnce}</p>
        {picture === null ? null : <QrCode picture={picture} label={t.inviteQr} />}
        <CopyLine value={made.link} copy={t.copy} copied={t.copied} />
        <p>{made.mailed ? t.inviteMailed(person.email) : t.inviteNotMailed}</p>
        <p className={styles["soft"]}>{t.inviteUntil(formatDateTime(made.expiresAt, language))}</p>
      </div>
    </Dialog>
  );
}
