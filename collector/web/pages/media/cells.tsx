import { Link } from "@tanstack/react-router";
import { mediumRightWords, type UsbMedium } from "#shared/model/register.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { useComputerNames } from "../../parts/computers/use-computer-names.ts";
import { Expiry } from "../../parts/expiry/expiry.tsx";
import { Serial } from "../../parts/serial/serial.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { mediaTexts } from "../../text/media/index.ts";
import { formatMoment } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import styles from "./media.module.css";

/** The right of a medium as the register keeps it, and until when. */
export function Right({ medium }: { readonly medium: UsbMedium }) {
  const word = useWord();
  const words = word(mediumRightWords[medium.right]);
  const tone =
    medium.right === "unregistered" || medium.right === "forbidden"
      ? "attention"
      : medium.right === "initial"
        ? "quiet"
        : "plain";
  return (
    <span className={styles["stack"]}>
      <Tag tone={tone}>{words}</Tag>
      {medium.expiresAt === null ? null : <Expiry at={medium.expiresAt} />}
    </span>
  );
}

/** The computers named, each with the way to it. */
function Computers({ ids }: { readonly ids: readonly string[] }) {
  const t = useTexts(mediaTexts);
  const nameOf = useComputerNames();
  return ids.map((id, index) => (
    <span key={id}>
      {index === 0 ? "" : "・"}
      <Link to="/endpoints/$id" params={{ id }}>
        {nameOf(id) ?? t.someComputer}
      </Link>
    </span>
  ));
}

/** What tells one medium from another, and where it is plain that nothing does. */
export function Identity({ medium }: { readonly medium: UsbMedium }) {
  const t = useTexts(mediaTexts);
  return (
    <span>
      <Serial serial={medium.serial} quality={medium.serialQuality} />
      {medium.twin ? (
        <span className={styles["twin"]}>
          <Tag tone="attention">{t.twinTag}</Tag> {t.twin}
        </span>
      ) : null}
    </span>
  );
}

/** Where a medium may be used by the register, and who uses it. */
export function Use({ medium }: { readonly medium: UsbMedium }) {
  const t = useTexts(mediaTexts);
  const common = useTexts(commonTexts);
  const label = [medium.managementNumber, medium.user].filter((part) => part !== null).join(" ");
  const decided = medium.right !== "unregistered" && medium.right !== "initial";
  return (
    <span className={styles["stack"]}>
      <span>{label === "" ? common.notSet : label}</span>
      {decided ? (
        <span className={styles["soft"]}>
          {medium.endpointIds.length === 0 ? t.everyComputer : <Computers ids={medium.endpointIds} />}
        </span>
      ) : null}
    </span>
  );
}

/** Where a medium is plugged in now, or when it was last. */
export function Seen({ medium }: { readonly medium: UsbMedium }) {
  const t = useTexts(mediaTexts);
  const { language } = useLanguage();
  const now = useNow();
  if (!medium.present) return formatMoment(medium.lastSeenAt, now, language);
  return (
    <span className={styles["stack"]}>
      <Tag>{t.presentNow}</Tag>
      {medium.presentOn.length === 0 ? null : (
        <span>
          <Computers ids={medium.presentOn} />
        </span>
      )}
    </span>
  );
}
