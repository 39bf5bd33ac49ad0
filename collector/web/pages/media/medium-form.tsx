import { NativeSelect, Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { usbKindWords } from "#shared/facts/usb.ts";
import { mediumRight, mediumRightWords, type UsbMedium } from "#shared/model/register.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { mediaTexts } from "../../text/media/index.ts";
import { dateField, endOfDay } from "../../times/format.ts";
import styles from "./media.module.css";

const decided = mediumRight.exclude(["initial", "unregistered"]);

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

/** Registers a medium or changes its right. */
export function MediumForm({
  medium,
  onClose,
}: {
  readonly medium: UsbMedium;
  readonly onClose: () => void;
}) {
  const t = useTexts(mediaTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const before = decided.safeParse(medium.right);
  const [right, setRight] = useState(before.success ? before.data : "allowed");
  const [scope, setScope] = useState<"this-computer" | "every-computer">(
    before.success && medium.endpointIds.length === 0 ? "every-computer" : "this-computer",
  );
  const [managementNumber, setNumber] = useState(medium.managementNumber ?? "");
  const [user, setUser] = useState(medium.user ?? "");
  const [note, setNote] = useState(medium.note ?? "");
  const [expires, setExpires] = useState(medium.expiresAt === null ? "" : dateField(medium.expiresAt));
  const decide = useAct("decideUsbDevice", onClose);
  const own = medium.serialQuality === "unique";
  const name = `${word(usbKindWords[medium.kind])} ${medium.product ?? medium.productId}`;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t.formTitle(name)}
      act={t.register}
      busy={decide.isPending}
      onAct={() =>
        decide.mutate({
          params: { id: medium.id },
          body: {
            right,
            scope,
            managementNumber: orNull(managementNumber),
            user: orNull(user),
            note: orNull(note),
            expiresAt: endOfDay(expires),
          },
        })
      }
    >
      <Stack gap="sm">
        <NativeSelect
          label={`${t.right}${common.recordOnly}`}
          description={t.recordNote}
          value={right}
          onChange={({ currentTarget: { value } }) => {
            const chosen = decided.safeParse(value);
            if (chosen.success) setRight(chosen.data);
          }}
          data={decided.options.map((value) => ({ value, label: word(mediumRightWords[value]) }))}
        />
        <Radio.Group
          label={t.scope}
          value={scope}
          onChange={(value) => setScope(value === "every-computer" ? value : "this-computer")}
        >
          <Stack gap={4} mt={4}>
            <Radio value="this-computer" label={t.thisComputer} />
            <Radio value="every-computer" label={t.everyComputer} />
          </Stack>
        </Radio.Group>
        {own ? null : (
          <p aria-live="polite" className={styles["warning"]}>
            {scope === "every-computer" ? t.everyWarning : t.productWarning}
          </p>
        )}
        <div className={styles["fields"]}>
          <TextInput
            label={t.managementNumber}
            maxLength={40}
            value={managementNumber}
            onChange={(event) => setNumber(event.currentTarget.value)}
          />
          <TextInput
            label={t.user}
            maxLength={80}
            value={user}
            onChange={(event) => setUser(event.currentTarget.value)}
          />
          <TextInput
            label={t.expires}
            description={t.expiresHint}
            type="date"
            required={right === "temporary"}
            value={expires}
            onChange={(event) => setExpires(event.currentTarget.value)}
          />
        </div>
        <Textarea
          label={t.note}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </Stack>
    </Confirm>
  );
}
