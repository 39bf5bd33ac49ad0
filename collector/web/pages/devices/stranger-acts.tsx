import { Button } from "@mantine/core";
import { useState } from "react";
import type { LanDevice } from "#shared/model/register.ts";
import { useAct } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { useAuthorised } from "../../parts/authority/authority.tsx";
import { Dialog } from "../../parts/dialog/dialog.tsx";
import { EnrolmentCode } from "../../parts/enrolment-code/enrolment-code.tsx";
import { devicesTexts } from "../../text/devices/index.ts";
import { DeviceForm } from "./device-form.tsx";
import { UnknownDevice } from "./unknown-device.tsx";
import styles from "./devices.module.css";

interface StrangerActsProps {
  readonly device: LanDevice;
  /** The site of its network, for which an enrolment code is made; null while it is not known. */
  readonly siteId: string | null;
}

/** The four answers to a device that nobody decided about; those the person may not give are not offered. */
export function StrangerActs({ device, siteId }: StrangerActsProps) {
  const t = useTexts(devicesTexts);
  const may = useMay();
  const authorised = useAuthorised();
  const [opened, setOpened] = useState<"work" | "install" | "unknown" | null>(null);
  const decide = useAct("decideLanDevice");
  const close = (): void => setOpened(null);
  const name = device.hostName ?? device.mac;
  const mayDecide = may("decideLanDevice");
  return (
    <div className={styles["acts"]}>
      {mayDecide && authorised("lan-allow") ? (
        <Button aria-label={`${t.forWork} ${name}`} onClick={() => setOpened("work")}>
          {t.forWork}
        </Button>
      ) : null}
      {mayDecide && authorised("lan-today") ? (
        <Button
          variant="default"
          aria-label={`${t.today} ${name}`}
          loading={decide.isPending}
          onClick={() =>
            decide.mutate({
              params: { id: device.id },
              body: {
                right: "temporary",
                kind: device.kind,
                place: device.place,
                note: device.note,
                expiresAt: null,
              },
            })
          }
        >
          {t.today}
        </Button>
      ) : null}
      {may("createEnrolmentCode") ? (
        <Button variant="default" aria-label={`${t.install} ${name}`} onClick={() => setOpened("install")}>
          {t.install}
        </Button>
      ) : null}
      {may("commentIncident") ? (
        <Button variant="default" aria-label={`${t.stranger} ${name}`} onClick={() => setOpened("unknown")}>
          {t.stranger}
        </Button>
      ) : null}
      {opened === "work" ? <DeviceForm device={device} onClose={close} /> : null}
      {opened === "unknown" ? <UnknownDevice device={device} onClose={close} /> : null}
      <Dialog opened={opened === "install"} onClose={close} title={t.install} size="xl">
        <p className={styles["lead"]}>{t.installNote}</p>
        <EnrolmentCode {...(siteId === null ? {} : { site: siteId })} />
      </Dialog>
    </div>
  );
}
