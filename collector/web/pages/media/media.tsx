import { Button, NativeSelect } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { usbKindWords } from "#shared/facts/usb.ts";
import { mediumRight, mediumRightWords, type UsbMedium } from "#shared/model/register.ts";
import { call } from "../../client/call.ts";
import { useAsk, usePages } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import type { Column } from "../../parts/data-table/data-table.tsx";
import { Filters } from "../../parts/filters/filters.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { RegisterTable } from "../../parts/register-table/register-table.tsx";
import { SearchField } from "../../parts/search-field/search-field.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { mediaTexts } from "../../text/media/index.ts";
import { formatBytes } from "../../times/sizes.ts";
import { Identity, Right, Seen, Use } from "./cells.tsx";
import { InitialMedia } from "./initial-media.tsx";
import { MediumForm } from "./medium-form.tsx";
import { NotOffered } from "./not-offered.tsx";
import { usePermits } from "./use-permits.ts";
import styles from "./media.module.css";

const undecided = ({ right }: UsbMedium): boolean => right === "unregistered" || right === "initial";

/** The register of media. */
export function MediaPage() {
  const t = useTexts(mediaTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const mayAsk = useMay()("decideUsbDevice");
  const mayDecide = usePermits().choices.length > 0 && mayAsk;
  const navigate = useNavigate();
  const filter = useSearch({ from: "/media" });
  const [openedId, setOpened] = useState<string | null>(null);
  const list = usePages("listUsbDevices", filter, (page, signal) =>
    call("listUsbDevices", { query: { ...filter, ...page } }, signal),
  );
  const first = useAsk("listUsbDevices", { query: { right: "initial", limit: 500 } }, mayAsk);
  const initial = (first.data?.items ?? []).filter(({ right }) => right === "initial");
  const opened = list.data?.rows.find(({ id }) => id === openedId);
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
    { key: "serial", head: t.serial, render: (row) => <Identity medium={row} /> },
    {
      key: "size",
      head: t.size,
      kind: "figure",
      render: (row) => (row.sizeBytes === null ? common.unknown : formatBytes(row.sizeBytes)),
    },
    { key: "right", head: `${t.right}${common.recordOnly}`, render: (row) => <Right medium={row} /> },
    { key: "user", head: `${t.managementNumber}・${t.user}`, render: (row) => <Use medium={row} /> },
    { key: "seen", head: t.lastSeen, render: (row) => <Seen medium={row} /> },
    {
      key: "act",
      head: common.act,
      kind: "act",
      render: (row) =>
        mayDecide ? (
          <Button
            variant={row.right === "unregistered" ? "filled" : "default"}
            aria-label={`${undecided(row) ? t.register : t.change} ${row.product ?? row.productId} ${row.serial ?? ""}`}
            onClick={() => setOpened(row.id)}
          >
            {undecided(row) ? t.register : t.change}
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
        {initial.length === 0 || filter.right === "initial" ? null : (
          <InitialMedia media={initial} asOf={first.data?.asOf ?? ""} />
        )}
        {mayAsk && !mayDecide ? <NotOffered /> : null}
        <RegisterTable
          title={t.title}
          none={t.none}
          list={list}
          filter={filter}
          columns={columns}
          shows={(row) => row.right !== "initial" || filter.right === "initial" || initial.length === 0}
        />
      </div>
      {opened === undefined ? null : (
        <MediumForm key={opened.id} medium={opened} onClose={() => setOpened(null)} />
      )}
    </>
  );
}
