import { Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Incident } from "#shared/model/incident.ts";
import type { LanDevice } from "#shared/model/register.ts";
import { call, CallFailure } from "../../client/call.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { Dialog } from "../../parts/dialog/dialog.tsx";
import { View } from "../../parts/view/view.tsx";
import { devicesTexts } from "../../text/devices/index.ts";
import { caseOf } from "./open-cases.ts";
import styles from "./devices.module.css";

function Found({
  device,
  incident,
  onClose,
}: {
  readonly device: LanDevice;
  readonly incident: Incident;
  readonly onClose: () => void;
}) {
  const t = useTexts(devicesTexts);
  const { language } = useLanguage();
  const may = useMay();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const before = incident.state === "detected" || incident.state === "accepted";
  const moves = before && may("setIncidentState");
  const send = async (): Promise<void> => {
    setBusy(true);
    const params = { id: incident.id };
    const said = t.unknownComment(device.hostName ?? t.unnamed, device.mac, text.trim());
    try {
      await call("commentIncident", { params, body: { text: said } });
      if (moves)
        await call("setIncidentState", { params, body: { state: "checking", reason: said.slice(0, 1000) } });
      notifications.show({ message: t.unknownDone(incident.number) });
      onClose();
    } catch (error) {
      const sentence = error instanceof CallFailure ? error.sentence[language] : String(error);
      notifications.show({ message: sentence, autoClose: 10_000, color: "yellow" });
    } finally {
      setBusy(false);
      await client.invalidateQueries();
    }
  };
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t.stranger}
      act={t.unknownAct}
      busy={busy}
      onAct={() => void send()}
    >
      <p>
        {moves ? t.unknownMoves(incident.number) : t.unknownComments(incident.number)}{" "}
        <Link to="/incidents/$id" params={{ id: incident.id }}>
          {t.openCase(incident.number)}
        </Link>
      </p>
      <Textarea
        mt="sm"
        label={t.unknownText}
        description={t.unknownHint}
        maxLength={800}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </Confirm>
  );
}

/** 知らない機器です: finds the open case of the device and moves it on, or says that there is none. */
export function UnknownDevice({
  device,
  onClose,
}: {
  readonly device: LanDevice;
  readonly onClose: () => void;
}) {
  const t = useTexts(devicesTexts);
  const asked = useAsk("listIncidents", { query: { open: "true", rule: "lan-unknown", limit: 500 } });
  const found = asked.data === undefined ? undefined : caseOf(asked.data.items, device);
  if (found !== undefined && found !== null)
    return <Found device={device} incident={found} onClose={onClose} />;
  return (
    <Dialog opened onClose={onClose} title={t.stranger}>
      <View of={asked}>{() => <p className={styles["lead"]}>{t.noCase}</p>}</View>
    </Dialog>
  );
}
