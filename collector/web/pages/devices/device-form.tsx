import { Button, Checkbox, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import type { LanDevice } from "#shared/model/register.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Dialog } from "../../parts/dialog/dialog.tsx";
import { devicesTexts } from "../../text/devices/index.ts";
import { dateField, endOfDay } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import styles from "./devices.module.css";

function Choice({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles["choice"]}>
      <h3 className={styles["choiceTitle"]}>{title}</h3>
      <p className={styles["soft"]}>{note}</p>
      {children}
    </section>
  );
}

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

/** The four answers to a device that nobody decided about. */
export function DeviceForm({
  device,
  onClose,
}: {
  readonly device: LanDevice;
  readonly onClose: () => void;
}) {
  const t = useTexts(devicesTexts);
  const now = useNow();
  const [kind, setKind] = useState(device.kind ?? "");
  const [place, setPlace] = useState(device.place ?? "");
  const [fixed, setFixed] = useState(device.right === "fixed");
  const decide = useAct("decideLanDevice", onClose);
  const params = { id: device.id };
  return (
    <Dialog opened onClose={onClose} size="xl" title={t.decideTitle(device.hostName ?? device.mac)}>
      <div className={styles["choices"]}>
        <Choice title={t.forWork} note={t.forWorkNote}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              decide.mutate({
                params,
                body: { right: fixed ? "fixed" : "allowed", kind: orNull(kind), place: orNull(place) },
              });
            }}
          >
            <TextInput
              label={t.kind}
              maxLength={40}
              value={kind}
              onChange={(event) => setKind(event.currentTarget.value)}
            />
            <TextInput
              mt="xs"
              label={t.place}
              maxLength={80}
              value={place}
              onChange={(event) => setPlace(event.currentTarget.value)}
            />
            <Checkbox
              mt="xs"
              label={t.fixed}
              checked={fixed}
              onChange={(event) => setFixed(event.currentTarget.checked)}
            />
            <Button type="submit" mt="sm" fullWidth loading={decide.isPending}>
              {t.allow}
            </Button>
          </form>
        </Choice>
        <div className={styles["choiceColumn"]}>
          <Choice title={t.today} note={t.todayNote}>
            <Button
              variant="default"
              fullWidth
              onClick={() =>
                decide.mutate({ params, body: { right: "temporary", expiresAt: endOfDay(dateField(now)) } })
              }
            >
              {t.todayAct}
            </Button>
          </Choice>
          <Choice title={t.install} note={t.installNote}>
            <Link to="/settings" hash="enrolment" className={styles["linkButton"] ?? ""}>
              {t.makeCode}
            </Link>
          </Choice>
          <Choice title={t.stranger} note={t.strangerNote}>
            <Button
              variant="default"
              fullWidth
              onClick={() => decide.mutate({ params, body: { right: "forbidden" } })}
            >
              {t.strangerAct}
            </Button>
          </Choice>
        </div>
      </div>
      <p className={styles["soft"]}>{t.recordNote}</p>
    </Dialog>
  );
}
