import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { usbKindWords } from "#shared/facts/usb.ts";
import { mediumRightWords, type UsbMedium } from "#shared/model/register.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { WhoDecides } from "../../parts/authority/authority.tsx";
import { Card } from "../../parts/card/card.tsx";
import { useComputerNames } from "../../parts/computers/use-computer-names.ts";
import { Serial } from "../../parts/serial/serial.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { mediaTexts } from "../../text/media/index.ts";
import { formatBytes } from "../../times/sizes.ts";
import { NotOffered } from "./not-offered.tsx";
import { authorityOf, sentEnd } from "./permits.ts";
import { usePermits } from "./use-permits.ts";
import styles from "./media.module.css";

/** Media that were there when their computer was enrolled, to be decided about together. */
export function InitialMedia({
  media,
  asOf,
}: {
  readonly media: readonly UsbMedium[];
  readonly asOf: string;
}) {
  const t = useTexts(mediaTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const nameOf = useComputerNames();
  const { now, closes, choices } = usePermits();
  // One stick alone needs no choosing.
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [picked, setPicked] = useState(0);
  const choice = choices[picked] ?? choices[0];
  const ids = media.map(({ id }) => id).filter((id) => media.length === 1 || ticked.has(id));
  const decide = useAct("decideInitialMedia", ({ decided }) => {
    setTicked(new Set());
    notifications.show({ message: t.approved(decided) });
  });
  const toggle = (id: string): void => {
    const next = new Set(ticked);
    if (!next.delete(id)) next.add(id);
    setTicked(next);
  };
  const labels = choices.map(({ right, term }) =>
    term === null
      ? word(mediumRightWords[right])
      : `${word(mediumRightWords[right])}${common.aside(t.terms[term](closes))}`,
  );
  return (
    <Card title={t.initialTitle} aside={<AsOf at={asOf} />}>
      <p className={styles["lead"]}>{t.initialLead}</p>
      <ul className={styles["initial"]}>
        {media.map((medium) => {
          const name = `${word(usbKindWords[medium.kind])} ${[medium.vendor, medium.product].filter((part) => part !== null).join(" ")}`;
          const facts = (
            <span>
              {name}{" "}
              <span className={styles["soft"]}>
                <Serial serial={medium.serial} quality={medium.serialQuality} />
                {medium.sizeBytes === null ? "" : ` ${formatBytes(medium.sizeBytes)}`}
                {medium.lastEndpointId === null ? "" : ` ${nameOf(medium.lastEndpointId) ?? ""}`}
              </span>
            </span>
          );
          return (
            <li key={medium.id}>
              {media.length === 1 ? (
                facts
              ) : (
                <Checkbox
                  checked={ticked.has(medium.id)}
                  onChange={() => toggle(medium.id)}
                  aria-label={t.choose(name)}
                  label={facts}
                />
              )}
            </li>
          );
        })}
      </ul>
      {choice === undefined ? (
        <NotOffered />
      ) : (
        <>
          <div className={styles["bulk"]}>
            {media.length === 1 ? null : (
              <Button
                variant="default"
                onClick={() =>
                  setTicked(ids.length === media.length ? new Set() : new Set(media.map(({ id }) => id)))
                }
              >
                {ids.length === media.length ? t.chooseNone : t.chooseAll}
              </Button>
            )}
            {choices.length === 1 ? null : (
              <NativeSelect
                aria-label={`${t.right}${common.recordOnly}`}
                value={String(choices.indexOf(choice))}
                onChange={({ currentTarget: { value } }) => setPicked(Number(value))}
                data={labels.map((label, index) => ({ value: String(index), label }))}
              />
            )}
            <Button
              disabled={ids.length === 0}
              loading={decide.isPending}
              onClick={() =>
                decide.mutate({ body: { ids, right: choice.right, expiresAt: sentEnd(choice, now) } })
              }
            >
              {ids.length === 0
                ? t.approveNone(word(mediumRightWords[choice.right]))
                : t.approve(ids.length, word(mediumRightWords[choice.right]))}
            </Button>
          </div>
          <div className={styles["decides"]}>
            <WhoDecides name={authorityOf(choice)} />
            <NotOffered />
          </div>
        </>
      )}
    </Card>
  );
}
