import { serialDoubt, type SerialQuality } from "#shared/facts/usb.ts";
import { useWord } from "../../language/language-context.tsx";
import styles from "./serial.module.css";

/** A medium's serial number, and what it cannot tell. */
export function Serial({
  serial,
  quality,
}: {
  readonly serial: string | null;
  readonly quality: SerialQuality;
}) {
  const word = useWord();
  const doubt = serialDoubt(serial, quality);
  return (
    <span>
      {quality === "missing" ? null : serial}
      {doubt === null ? null : <span className={styles["doubt"]}>{word(doubt)}</span>}
    </span>
  );
}
