import { NativeSelect, Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { usbKindWords } from "#shared/facts/usb.ts";
import { mediumRightWords, type UsbMedium } from "#shared/model/register.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { WhoDecides } from "../../parts/authority/authority.tsx";
import { useComputerNames } from "../../parts/computers/use-computer-names.ts";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { Expiry } from "../../parts/expiry/expiry.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { mediaTexts } from "../../text/media/index.ts";
import { NotOffered } from "./not-offered.tsx";
import {
  authorityOf,
  decidedRights,
  endOfTerm,
  sentEnd,
  termOf,
  type DecidedRight,
  type Term,
} from "./permits.ts";
import { usePermits } from "./use-permits.ts";
import styles from "./media.module.css";

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());
const isDecided = (right: string): right is DecidedRight => decidedRights.some((one) => one === right);

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
  const { now, closes, choices } = usePermits();
  const rights = decidedRights.filter((right) => choices.some((choice) => choice.right === right));
  const before = isDecided(medium.right) && rights.includes(medium.right) ? medium.right : null;
  const [chosenRight, setRight] = useState<DecidedRight | null>(before);
  const [chosenTerm, setTerm] = useState<Term | null>(null);
  const right = chosenRight ?? rights[0] ?? "temporary";
  const offered = choices.flatMap((choice) =>
    choice.right === right && choice.term !== null ? [choice.term] : [],
  );
  const { expiresAt } = medium;
  const kept = right === medium.right && expiresAt !== null ? termOf(expiresAt, now, closes) : null;
  const keeps = kept !== null && offered.includes(kept);
  // What is not touched stays: a new user of a medium is no reason to shorten its permission.
  const term =
    chosenTerm === null && keeps ? kept : (offered.find((one) => one === chosenTerm) ?? offered[0] ?? null);
  const end = chosenTerm === null && keeps ? expiresAt : term === null ? null : endOfTerm(term, now, closes);
  const own = medium.serialQuality === "unique" && !medium.twin;
  const [scope, setScope] = useState<"this-computer" | "every-computer">(
    isDecided(medium.right) && medium.endpointIds.length === 0 ? "every-computer" : "this-computer",
  );
  const [managementNumber, setNumber] = useState(medium.managementNumber ?? "");
  const [user, setUser] = useState(medium.user ?? "");
  const [note, setNote] = useState(medium.note ?? "");
  const nameOf = useComputerNames();
  const here = medium.lastEndpointId === null ? null : nameOf(medium.lastEndpointId);
  const decide = useAct("decideUsbDevice", onClose);
  const name = `${word(usbKindWords[medium.kind])} ${medium.product ?? medium.productId}`;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={isDecided(medium.right) ? t.changeTitle(name) : t.formTitle(name)}
      act={isDecided(medium.right) ? t.change : t.register}
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
            expiresAt: chosenTerm === null && keeps ? expiresAt : sentEnd({ right, term }, now),
          },
        })
      }
    >
      <Stack gap="sm">
        {medium.twin ? (
          <p role="alert" className={styles["warning"]}>
            {t.twin}
          </p>
        ) : null}
        <div className={styles["fields"]}>
          <NativeSelect
            label={`${t.right}${common.recordOnly}`}
            value={right}
            onChange={({ currentTarget: { value } }) => {
              if (isDecided(value)) setRight(value);
            }}
            data={rights.map((value) => ({ value, label: word(mediumRightWords[value]) }))}
          />
          {term === null ? null : (
            <NativeSelect
              label={t.expires}
              value={chosenTerm === null && keeps ? "" : term}
              onChange={({ currentTarget: { value } }) =>
                setTerm(offered.find((one) => one === value) ?? null)
              }
              data={[
                ...(keeps ? [{ value: "", label: t.keep }] : []),
                ...offered.map((value) => ({ value, label: t.terms[value](closes) })),
              ]}
            />
          )}
        </div>
        <div className={styles["decides"]} aria-live="polite">
          {end === null ? null : (
            <p>
              <Expiry at={end} withTime />
            </p>
          )}
          <WhoDecides name={authorityOf({ right, term })} />
          <NotOffered />
        </div>
        <Radio.Group
          label={t.scope}
          value={scope}
          onChange={(value) => setScope(value === "every-computer" ? value : "this-computer")}
        >
          <Stack gap={4} mt={4}>
            <Radio value="this-computer" label={t.thisComputer(here)} />
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
        </div>
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
