import { Button, NativeSelect } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { lanRightWords, type LanDevice, type Network } from "#shared/model/register.ts";
import { call } from "../../client/call.ts";
import { useAsk, usePages } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { useAuthorised } from "../../parts/authority/authority.tsx";
import type { Column } from "../../parts/data-table/data-table.tsx";
import { Expiry } from "../../parts/expiry/expiry.tsx";
import { Filters } from "../../parts/filters/filters.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { RegisterTable } from "../../parts/register-table/register-table.tsx";
import { SearchField } from "../../parts/search-field/search-field.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { View } from "../../parts/view/view.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { devicesTexts } from "../../text/devices/index.ts";
import { formatMoment } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { DeviceForm } from "./device-form.tsx";
import { NetworkCards } from "./networks.tsx";
import { isStranger } from "./random-groups.ts";
import { Strangers } from "./strangers.tsx";
import styles from "./devices.module.css";

function Right({ device }: { readonly device: LanDevice }) {
  const t = useTexts(devicesTexts);
  const word = useWord();
  if (device.endpointId !== null)
    return (
      <Link to="/endpoints/$id" params={{ id: device.endpointId }}>
        {t.enrolled}
      </Link>
    );
  const tone = device.right === "unregistered" || device.right === "forbidden" ? "attention" : "plain";
  return (
    <span>
      <Tag tone={device.right === "initial" ? "quiet" : tone}>{word(lanRightWords[device.right])}</Tag>{" "}
      {device.expiresAt === null ? null : <Expiry at={device.expiresAt} withTime />}
    </span>
  );
}

function Name({ device }: { readonly device: LanDevice }) {
  const t = useTexts(devicesTexts);
  return (
    <span className={styles["name"]}>
      {device.hostName ?? t.unnamed}
      {device.router ? <Tag tone="quiet">{t.router}</Tag> : null}
      <span className={styles["mac"]}>{device.mac}</span>
    </span>
  );
}

/** Devices on watched networks, and the networks themselves. */
export function DevicesPage() {
  const t = useTexts(devicesTexts);
  const common = useTexts(commonTexts);
  const { language } = useLanguage();
  const now = useNow();
  const may = useMay();
  const navigate = useNavigate();
  const filter = useSearch({ from: "/devices" });
  const [openedId, setOpened] = useState<string | null>(null);
  const networks = useAsk("listNetworks", { query: {} });
  const list = usePages("listLanDevices", filter, (page, signal) =>
    call("listLanDevices", { query: { ...filter, ...page } }, signal),
  );
  const authorised = useAuthorised();
  const mayDecide =
    may("decideLanDevice") && (["lan-allow", "lan-today", "lan-forbid"] as const).some(authorised);
  const opened = list.data?.rows.find(({ id }) => id === openedId);
  const networkOf = (id: string): Network | null =>
    networks.data?.items.find((network) => network.id === id) ?? null;
  const change = (next: typeof filter): void => {
    void navigate({ to: "/devices", search: { ...filter, ...next }, replace: true });
  };
  const columns: readonly Column<LanDevice>[] = [
    { key: "device", head: t.device, kind: "lead", render: (row) => <Name device={row} /> },
    {
      key: "vendor",
      head: t.vendor,
      render: (row) =>
        row.randomMac ? (
          <span title={t.randomHint}>
            <Tag tone="quiet">{t.randomMac}</Tag>
          </span>
        ) : (
          (row.vendor ?? common.unknown)
        ),
    },
    { key: "address", head: t.addresses, render: (row) => row.addresses[0] ?? "—" },
    { key: "network", head: t.network, render: (row) => networkOf(row.networkId)?.name ?? common.unknown },
    {
      key: "right",
      head: `${t.right}${common.recordOnly}`,
      render: (row) => <Right device={row} />,
    },
    {
      key: "kind",
      head: t.kindPlace,
      render: (row) => [row.kind, row.place].filter((part) => part !== null).join("・") || "—",
    },
    {
      key: "seen",
      head: t.lastSeen,
      kind: "mark",
      render: (row) => formatMoment(row.lastSeenAt, now, language),
    },
    {
      key: "act",
      head: common.act,
      kind: "act",
      render: (row) =>
        row.endpointId === null && mayDecide ? (
          <Button
            variant="default"
            aria-label={`${row.right === "initial" ? t.decide : t.change} ${row.hostName ?? ""} ${row.mac}`}
            onClick={() => setOpened(row.id)}
          >
            {row.right === "initial" ? t.decide : t.change}
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      <PageHead title={t.title} asOf={list.data?.asOf} />
      <div className={styles["page"]}>
        <Strangers devices={list.data?.rows ?? []} networkOf={networkOf} asOf={list.data?.asOf ?? ""} />
        <View of={networks}>{(data) => <NetworkCards networks={data} />}</View>
        <div>
          <Filters>
            <SearchField label={t.search} value={filter.search} onSearch={(search) => change({ search })} />
            <NativeSelect
              label={t.network}
              value={filter.networkId ?? ""}
              onChange={({ currentTarget: { value } }) =>
                change({ networkId: value === "" ? undefined : value })
              }
              data={[
                { value: "", label: t.all },
                ...(networks.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          </Filters>
          <RegisterTable
            title={t.title}
            none={t.none}
            list={list}
            filter={filter}
            columns={columns}
            shows={(row) => !isStranger(row)}
          />
        </div>
      </div>
      {opened === undefined ? null : (
        <DeviceForm key={opened.id} device={opened} onClose={() => setOpened(null)} />
      )}
    </>
  );
}
