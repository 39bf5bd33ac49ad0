import { Button } from "@mantine/core";
import { useState } from "react";
import type { LatestFact, Support } from "#shared/api/schemas.ts";
import { patch, type Patch, type PendingUpdate } from "#shared/facts/patch.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { Pairs } from "../../parts/pairs/pairs.tsx";
import { SupportMark } from "../../parts/support-mark/support-mark.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { endpointTexts } from "../../text/endpoint/index.ts";
import { daysSince, formatDateTime, formatDay } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { FactCard } from "./fact-card.tsx";
import styles from "./endpoint.module.css";

/** Security updates come first; a neglected computer has hundreds of others. */
const shownAtFirst = 12;

function Pending({ updates }: { readonly updates: readonly PendingUpdate[] }) {
  const t = useTexts(endpointTexts);
  const common = useTexts(commonTexts);
  const columns: readonly Column<PendingUpdate>[] = [
    { key: "name", head: t.package, kind: "lead", render: (row) => row.name },
    { key: "installed", head: t.installed, kind: "mark", render: (row) => row.installed ?? common.none },
    { key: "candidate", head: t.candidate, kind: "mark", render: (row) => row.candidate },
    {
      key: "security",
      head: t.security,
      kind: "mark",
      render: (row) =>
        row.security ? <Tag tone="attention">{t.securityYes}</Tag> : <Tag tone="quiet">{t.securityNo}</Tag>,
    },
  ];
  const [all, setAll] = useState(false);
  const ordered = updates.toSorted((a, b) => Number(b.security) - Number(a.security));
  return (
    <div className={styles["table"]}>
      <DataTable
        caption={t.package}
        columns={columns}
        rows={all ? ordered : ordered.slice(0, shownAtFirst)}
        rowKey={({ name, candidate }) => `${name} ${candidate}`}
      />
      {all || ordered.length <= shownAtFirst ? null : (
        <div className={styles["showAll"]}>
          <Button variant="default" onClick={() => setAll(true)}>
            {t.showAll(ordered.length)}
          </Button>
        </div>
      )}
    </div>
  );
}

function Reboot({ value }: { readonly value: Patch }) {
  const t = useTexts(endpointTexts);
  const common = useTexts(commonTexts);
  if (value.rebootRequired === null) return common.unknown;
  if (!value.rebootRequired) return t.rebootNone;
  return (
    <span>
      <Tag tone="attention">{t.rebootWaiting}</Tag> {value.rebootPackages.slice(0, 6).join(", ")}
    </span>
  );
}

interface PatchCardProps {
  readonly latest: LatestFact | undefined;
  readonly support: Support | null;
}

/** Whether updates are missing. 適用済 is said only of a system that still gets any: for others nothing is missing ever. */
export function PatchCard({ latest, support }: PatchCardProps) {
  const t = useTexts(endpointTexts);
  const common = useTexts(commonTexts);
  const { language } = useLanguage();
  const now = useNow();
  const supported = (value: Patch): string => {
    if (support === null || support.endsOn === null) return common.supportUnknown;
    const day = formatDay(support.endsOn, language);
    if (support.state === "ended") return t.supportEndedOn(day);
    // Debian's days count its long-term support, which comes from the usual archive by itself.
    return value.operatingSystem.id === "debian" ? t.supportedWithLts(day) : t.supportedUntil(day);
  };
  const lists = (value: Patch): string =>
    value.listsUpdatedAt === null
      ? common.unknown
      : `${formatDateTime(value.listsUpdatedAt, language)}${common.aside(common.ago(Math.max(0, daysSince(value.listsUpdatedAt, now))))}`;
  return (
    <FactCard
      name="patch"
      latest={latest}
      schema={patch}
      renderVerdict={({ pending }) => {
        const security = pending.filter((update) => update.security).length;
        if (pending.length === 0 && support?.state === "supported")
          return <Tag tone="checked">{t.applied}</Tag>;
        return (
          <>
            <SupportMark support={support} />
            <Tag tone={security > 0 ? "attention" : "plain"}>
              {t.pendingCount(pending.length)} {security > 0 ? t.securityCount(security) : ""}
            </Tag>
          </>
        );
      }}
    >
      {(value) => (
        <>
          <Pairs
            pairs={[
              { label: t.os, value: value.operatingSystem.name },
              { label: t.support, value: supported(value) },
              { label: t.lists, value: lists(value) },
              { label: t.reboot, value: <Reboot value={value} /> },
            ]}
          />
          {value.pending.length === 0 ? null : <Pending updates={value.pending} />}
        </>
      )}
    </FactCard>
  );
}
