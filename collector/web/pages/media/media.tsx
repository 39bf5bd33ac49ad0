import { Button, NativeSelect } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { usbKindWords } from "#shared/facts/usb.ts";
import { mediumRight, mediumRightWords, type UsbMedium } from "#shared/model/register.ts";
import { call } from "../../client/call.ts";
import { usePages } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { Filters } from "../../parts/filters/filters.tsx";
import { useFresh } from "../../parts/fresh/use-fresh.ts";
import { More } from "../../parts/more/more.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { SearchField } from "../../parts/search-field/search-field.tsx";
import { Serial } from "../../parts/serial/serial.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { Nothing, View } from "../../parts/view/view.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { mediaTexts } from "../../text/media/index.ts";
import { formatDate, formatMoment } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { formatBytes } from "../../times/sizes.ts";
import { InitialMedia } from "./initial-media.tsx";
import { MediumForm } from "./medium-form.tsx";
import styles from "./media.module.css";

function Right({ medium }: { readonly medium: UsbMedium }) {
  const t = useTexts(mediaTexts);
  const word = useWord();
  const { language } = useLanguage();
  const words = word(mediumRightWords[medium.right]);
  if (medium.right === "unregistered") return <Tag tone="attention">{words}</Tag>;
  if (medium.right === "initial") return <Tag tone="quiet">{words}</Tag>;
  return (
    <span>
      <Tag>{words}</Tag> {medium.expiresAt === null ? "" : t.until(formatDate(medium.expiresAt, language))}
    </span>
  );
}

/** The register of media. */
export function MediaPage() {
  const t = useTexts(mediaTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const { language } = useLanguage();
  const now = useNow();
  const may = useMay();
  const navigate = useNavigate();
  const filter = useSearch({ from: "/media" });
  const [opened, setOpened] = useState<UsbMedium | null>(null);
  const list = usePages("listUsbDevices", filter, (page, signal) =>
    call("listUsbDevices", { query: { ...filter, ...page } }, signal),
  );
  const fresh = useFresh(
    list.isPlaceholderData ? undefined : list.data?.rows.map(({ id }) => id),
    `${JSON.stringify(filter)}${list.data?.count ?? 0}`,
  );
  const initial = (list.data?.rows ?? []).filter(({ right }) => right === "initial");
  const change = (next: typeof filter): void => {
    void navigate({ to: "/media", search: { ...filter, ...next }, replace: true });
  };
  const columns: readonly Column<UsbMedium>[] = [
    { key: "medium", head: t.medium, kind: "lead", render: (row) => word(usbKindWords[row.kind]) },
    {
      key: "maker",
      head: t.maker,
      render: (row) => [row.vendor ?? row.vendorId, row.product ?? row.productId].join(" "),
    },
    {
      key: "serial",
      head: t.serial,
      render: (row) => <Serial serial={row.serial} quality={row.serialQuality} />,
    },
    {
      key: "size",
      head: t.size,
      kind: "figure",
      render: (row) => (row.sizeBytes === null ? common.unknown : formatBytes(row.sizeBytes)),
    },
    {
      key: "right",
      head: `${t.right}${common.recordOnly}`,
      render: (row) => <Right medium={row} />,
    },
    {
      key: "user",
      head: `${t.managementNumber}・${t.user}`,
      render: (row) => [row.managementNumber, row.user].filter((part) => part !== null).join(" ") || "—",
    },
    {
      key: "seen",
      head: t.lastSeen,
      kind: "mark",
      render: (row) =>
        row.present ? <Tag>{t.presentNow}</Tag> : formatMoment(row.lastSeenAt, now, language),
    },
    {
      key: "act",
      head: common.act,
      kind: "act",
      render: (row) =>
        may("decideUsbDevice") ? (
          <Button
            variant={row.right === "unregistered" ? "filled" : "default"}
            aria-label={`${row.right === "unregistered" ? t.register : t.change} ${row.product ?? row.productId} ${row.serial ?? ""}`}
            onClick={() => setOpened(row)}
          >
            {row.right === "unregistered" || row.right === "initial" ? t.register : t.change}
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      <PageHead title={t.title} asOf={list.data?.asOf} />
      <Filters>
        <SearchField label={t.search} value={filter.search} onSearch={(search) => change({ search })} />
        <NativeSelect
          label={t.right}
          value={filter.right ?? ""}
          onChange={({ currentTarget: { value } }) => {
            const chosen = mediumRight.safeParse(value);
            change({ right: chosen.success ? chosen.data : undefined });
          }}
          data={[
            { value: "", label: t.all },
            ...mediumRight.options.map((value) => ({ value, label: word(mediumRightWords[value]) })),
          ]}
        />
      </Filters>
      <div className={styles["page"]}>
        {initial.length === 0 || !may("decideUsbDevice") ? null : (
          <InitialMedia media={initial} asOf={list.data?.asOf ?? ""} />
        )}
        <Card title={t.title} flush quiet>
          <View of={list}>
            {({ rows }) => {
              const shown = may("decideUsbDevice") ? rows.filter(({ right }) => right !== "initial") : rows;
              return shown.length === 0 ? (
                <Nothing>{t.none}</Nothing>
              ) : (
                <DataTable
                  caption={t.title}
                  columns={columns}
                  rows={shown}
                  rowKey={({ id }) => id}
                  fresh={fresh}
                  freshWord={common.fresh}
                />
              );
            }}
          </View>
          <More list={list} />
        </Card>
      </div>
      {opened === null ? null : (
        <MediumForm key={opened.id} medium={opened} onClose={() => setOpened(null)} />
      )}
    </>
  );
}
