import { NativeSelect } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { isFactName, facts } from "#shared/facts/index.ts";
import type { EndpointRow } from "#shared/api/schemas.ts";
import { endpointStateWords, platform as platforms } from "#shared/model/endpoint.ts";
import { call } from "../../client/call.ts";
import { useAsk, usePages } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { Connection } from "../../parts/connection/connection.tsx";
import type { Column } from "../../parts/data-table/data-table.tsx";
import { Filters } from "../../parts/filters/filters.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { RegisterTable } from "../../parts/register-table/register-table.tsx";
import { SearchField } from "../../parts/search-field/search-field.tsx";
import { SupportMark } from "../../parts/support-mark/support-mark.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { endpointsTexts } from "../../text/endpoints/index.ts";

const couldNotLook = ({ sensors }: EndpointRow): boolean => sensors.some(({ status }) => status === "failed");

function Sensors({ endpoint }: { readonly endpoint: EndpointRow }) {
  const t = useTexts(endpointsTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const nameOf = ({ fact }: { readonly fact: string }): string =>
    isFactName(fact) ? word(facts[fact].title) : fact;
  const blind = endpoint.sensors.filter(({ status }) => status === "failed");
  if (blind.length > 0)
    return (
      <Tag tone="unknown">
        {common.couldNotLook}
        {": "}
        {blind.map(nameOf).join("・")}
      </Tag>
    );
  const waiting =
    endpoint.sensors.length === 0 || endpoint.sensors.some(({ status }) => status === "pending");
  if (waiting) return <Tag tone="quiet">{t.sensorsWaiting}</Tag>;
  const beyond = endpoint.sensors.filter(({ status }) => status === "unsupported");
  return (
    <Tag tone="quiet">
      {beyond.length === 0 ? t.sensorsFine : t.sensorsFineBut(beyond.map(nameOf).join("・"))}
    </Tag>
  );
}

/** Computers with what Hinomi could and could not see on them. */
export function EndpointsPage() {
  const t = useTexts(endpointsTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const navigate = useNavigate();
  const filter = useSearch({ from: "/endpoints" });
  const sites = useAsk("listSites", { query: {} });
  const may = useMay();
  const people = useAsk("listPeople", { query: {} }, may("listPeople"));
  const list = usePages("listEndpoints", filter, (page, signal) =>
    call("listEndpoints", { query: { ...filter, ...page } }, signal),
  );
  const change = (next: typeof filter): void => {
    void navigate({ to: "/endpoints", search: { ...filter, ...next }, replace: true });
  };
  const columns: readonly Column<EndpointRow>[] = [
    {
      key: "name",
      head: t.name,
      kind: "lead",
      render: (row) => (
        <Link to="/endpoints/$id" params={{ id: row.id }}>
          {row.hostname}
        </Link>
      ),
    },
    {
      key: "number",
      head: t.managementNumber,
      kind: "mark",
      render: (row) => row.managementNumber ?? common.notSet,
    },
    { key: "site", head: t.site, render: (row) => row.site.name },
    {
      key: "kind",
      head: t.kindAndClass,
      kind: "mark",
      render: (row) =>
        row.assetClass === null ? t.kinds[row.kind] : `${t.kinds[row.kind]}・${t.classes[row.assetClass]}`,
    },
    {
      key: "users",
      head: t.users,
      render: (row) =>
        row.userIds.length === 0
          ? "—"
          : row.userIds
              .map((id) => people.data?.items.find((one) => one.id === id)?.name ?? "—")
              .join(t.comma),
    },
    {
      key: "os",
      head: t.platform,
      render: (row) => (
        <span>
          {row.operatingSystem ?? t.platforms[row.platform]} <SupportMark support={row.support} />
        </span>
      ),
    },
    {
      key: "connection",
      head: t.stateAndConnection,
      render: (row) =>
        row.state === "active" ? (
          <Connection endpoint={row} />
        ) : (
          <Tag tone="quiet">{word(endpointStateWords[row.state])}</Tag>
        ),
    },
    { key: "sensors", head: t.sensors, render: (row) => <Sensors endpoint={row} /> },
  ];
  return (
    <>
      <PageHead title={t.title} asOf={list.data?.asOf} />
      <Filters>
        <SearchField label={t.search} value={filter.search} onSearch={(search) => change({ search })} />
        <NativeSelect
          label={t.site}
          value={filter.siteId ?? ""}
          onChange={({ currentTarget: { value } }) => change({ siteId: value === "" ? undefined : value })}
          data={[
            { value: "", label: t.all },
            ...(sites.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <NativeSelect
          label={t.platform}
          value={filter.platform ?? ""}
          onChange={({ currentTarget: { value } }) => {
            const chosen = platforms.safeParse(value);
            change({ platform: chosen.success ? chosen.data : undefined });
          }}
          data={[
            { value: "", label: t.all },
            ...platforms.options.map((value) => ({ value, label: t.platforms[value] })),
          ]}
        />
        <NativeSelect
          label={t.connection}
          value={filter.connected ?? ""}
          onChange={({ currentTarget: { value } }) =>
            change({ connected: value === "true" || value === "false" ? value : undefined })
          }
          data={[
            { value: "", label: t.all },
            { value: "true", label: t.connected },
            { value: "false", label: t.disconnected },
          ]}
        />
      </Filters>
      <RegisterTable
        title={t.title}
        none={t.none}
        list={list}
        filter={filter}
        columns={columns}
        tone={(row) => (couldNotLook(row) ? "unknown" : row.state === "active" ? "plain" : "soft")}
      />
    </>
  );
}
