import { Button, Checkbox } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { usbKindWords } from "#shared/facts/usb.ts";
import type { UsbMedium } from "#shared/model/register.ts";
import { call, CallFailure } from "../../client/call.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Serial } from "../../parts/serial/serial.tsx";
import { mediaTexts } from "../../text/media/index.ts";
import { formatBytes } from "../../times/sizes.ts";
import styles from "./media.module.css";

/** Media that were there when their computer was enrolled, to be approved together. */
export function InitialMedia({
  media,
  asOf,
}: {
  readonly media: readonly UsbMedium[];
  readonly asOf: string;
}) {
  const t = useTexts(mediaTexts);
  const word = useWord();
  const { language } = useLanguage();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const ids = media.map(({ id }) => id).filter((id) => chosen.has(id));
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  // One after the other: where one is refused, those before it stay registered and are shown so.
  const approve = async (): Promise<void> => {
    setBusy(true);
    let done = 0;
    try {
      for (const id of ids) {
        await call("decideUsbDevice", { params: { id }, body: { right: "allowed" } });
        done += 1;
      }
      notifications.show({ message: t.approved(done) });
    } catch (error) {
      const sentence = error instanceof CallFailure ? error.sentence[language] : String(error);
      notifications.show({ message: `${t.approved(done)} ${sentence}`, autoClose: 10_000, color: "yellow" });
    } finally {
      setChosen(new Set());
      setBusy(false);
      await client.invalidateQueries();
    }
  };
  return (
    <Card title={t.initialTitle} aside={<AsOf at={asOf} />}>
      <p className={styles["lead"]}>{t.initialLead}</p>
      <ul className={styles["initial"]}>
        {media.map((medium) => {
          const name = `${word(usbKindWords[medium.kind])} ${[medium.vendor, medium.product].filter((part) => part !== null).join(" ")}`;
          return (
            <li key={medium.id}>
              <Checkbox
                checked={chosen.has(medium.id)}
                onChange={() => toggle(medium.id)}
                aria-label={t.choose(name)}
                label={
                  <span>
                    {name}{" "}
                    <span className={styles["soft"]}>
                      <Serial serial={medium.serial} quality={medium.serialQuality} />
                      {medium.sizeBytes === null ? "" : ` ${formatBytes(medium.sizeBytes)}`}
                    </span>
                  </span>
                }
              />
            </li>
          );
        })}
      </ul>
      <div className={styles["bulk"]}>
        <Button
          variant="default"
          onClick={() => setChosen(new Set(media.map(({ id }) => id)))}
          disabled={ids.length === media.length}
        >
          {t.chooseAll}
        </Button>
        <Button disabled={ids.length === 0} loading={busy} onClick={() => void approve()}>
          {t.approve(ids.length)}
        </Button>
      </div>
    </Card>
  );
}
