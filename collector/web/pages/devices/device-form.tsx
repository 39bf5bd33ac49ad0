import { Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { AuthorityName } from "#shared/model/policy.ts";
import { lanRightWords, type LanDevice, type LanRight } from "#shared/model/register.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { useAuthorised, WhoDecides } from "../../parts/authority/authority.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { devicesTexts } from "../../text/devices/index.ts";
import styles from "./devices.module.css";

type Decided = Exclude<LanRight, "initial" | "unregistered">;
const needs: Readonly<Record<Decided, AuthorityName>> = {
  allowed: "lan-allow",
  fixed: "lan-allow",
  temporary: "lan-today",
  forbidden: "lan-forbid",
};
const rights = ["allowed", "fixed", "temporary", "forbidden"] as const;
const isDecided = (right: LanRight): right is Decided => right !== "initial" && right !== "unregistered";
const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

/** 業務用の機器です: enters a device with kind and place, or changes its right. */
export function DeviceForm({
  device,
  onClose,
}: {
  readonly device: LanDevice;
  readonly onClose: () => void;
}) {
  const t = useTexts(devicesTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const authorised = useAuthorised();
  const offered = rights.filter((right) => authorised(needs[right]));
  const [chosen, setRight] = useState<Decided | null>(isDecided(device.right) ? device.right : null);
  const right = chosen !== null && offered.includes(chosen) ? chosen : (offered[0] ?? "allowed");
  const [kind, setKind] = useState(device.kind ?? "");
  const [place, setPlace] = useState(device.place ?? "");
  const [note, setNote] = useState(device.note ?? "");
  const decide = useAct("decideLanDevice", onClose);
  const missing = [...new Set(rights.filter((one) => !offered.includes(one)).map((one) => needs[one]))];
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t.decideTitle(device.hostName ?? device.mac)}
      act={right === "forbidden" ? t.forbid : right === "temporary" ? t.todayAct : t.allow}
      busy={decide.isPending}
      disabled={offered.length === 0}
      onAct={() =>
        decide.mutate({
          params: { id: device.id },
          body: {
            right,
            kind: orNull(kind),
            place: orNull(place),
            note: orNull(note),
            expiresAt: null,
          },
        })
      }
    >
      <Stack gap="sm">
        <Radio.Group
          label={`${t.right}${common.recordOnly}`}
          value={right}
          onChange={(value) => setRight(offered.find((one) => one === value) ?? null)}
        >
          <Stack gap={4} mt={4}>
            {offered.map((value) => (
              <Radio
                key={value}
                value={value}
                label={`${word(lanRightWords[value])}${common.aside(t.rightNotes[value])}`}
              />
            ))}
          </Stack>
        </Radio.Group>
        <div aria-live="polite">
          <WhoDecides name={needs[right]} />
          {missing.map((name) => (
            <WhoDecides key={name} name={name} />
          ))}
        </div>
        <div className={styles["fields"]}>
          <TextInput
            label={t.kind}
            maxLength={40}
            list="device-kinds"
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value)}
          />
          <TextInput
            label={t.place}
            maxLength={80}
            value={place}
            onChange={(event) => setPlace(event.currentTarget.value)}
          />
        </div>
        <datalist id="device-kinds">
          {t.kinds.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </datalist>
        <Textarea
          label={t.note}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <p className={styles["soft"]}>{t.recordNote}</p>
      </Stack>
    </Confirm>
  );
}
