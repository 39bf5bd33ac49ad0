import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { RecordRow } from "#shared/api/watch-schemas.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { recordsTexts } from "../../text/records/index.ts";
import { formatDay } from "../../times/format.ts";
import { mondayOf, subjectOf } from "./subject.ts";

/** Where things stand that have no page of their own. */
const registers = {
  medium: { to: "/media", asks: "listUsbDevices" },
  device: { to: "/devices", asks: "listLanDevices" },
  network: { to: "/devices", asks: "listNetworks" },
  asset: { to: "/assets", asks: "listAssets" },
  token: { to: "/settings", asks: "listTokens" },
} as const;

const named = <R extends { readonly id: string }>(
  items: readonly R[] | undefined,
  id: string,
  name: (item: R) => string,
): string | null => {
  const found = items?.find((item) => item.id === id);
  return found === undefined ? null : name(found);
};

/** Names of what records speak of, as far as the reader may know them; null for an identifier without a name here. */
function useNames() {
  const may = useMay();
  const computers = useAsk("listEndpoints", { query: { limit: 500 } }, may("listEndpoints"));
  const cases = useAsk("listIncidents", { query: { limit: 500 } }, may("listIncidents"));
  const people = useAsk("listPeople", { query: {} }, may("listPeople"));
  const sites = useAsk("listSites", { query: {} }, may("listSites"));
  return {
    endpoint: (id: string) => named(computers.data?.items, id, ({ hostname }) => hostname),
    incident: (id: string) => named(cases.data?.items, id, ({ number }) => number),
    person: (id: string) => named(people.data?.items, id, ({ name }) => name),
    site: (id: string) => named(sites.data?.items, id, ({ name }) => name),
  };
}

/** What a record is about, by its name where it has one and the reader may know it, with a way there. */
export function SubjectCell({ row }: { readonly row: RecordRow }): ReactNode {
  const t = useTexts(recordsTexts);
  const { language } = useLanguage();
  const may = useMay();
  const names = useNames();
  const about = subjectOf(row);
  if (about === null) return "—";
  const { id } = about;
  const ofCase = (number: string): ReactNode =>
    may("getIncident") ? (
      <Link to="/incidents/$id" params={{ id }}>
        {t.case(number)}
      </Link>
    ) : (
      t.case(number)
    );
  switch (about.kind) {
    case "incident":
      return ofCase("number" in about && about.number !== null ? about.number : (names.incident(id) ?? id));
    case "notice": {
      const number = names.incident(id);
      return number === null ? (names.person(id) ?? id) : ofCase(number);
    }
    case "endpoint": {
      const name = names.endpoint(id);
      if (name === null || !may("getEndpoint")) return name ?? id;
      return (
        <Link to="/endpoints/$id" params={{ id }}>
          {name}
        </Link>
      );
    }
    case "report": {
      const monday = mondayOf(id);
      const name = monday === null ? id : t.report(formatDay(monday, language));
      if (!may("getReport")) return name;
      return (
        <Link to="/reports/$id" params={{ id }}>
          {name}
        </Link>
      );
    }
    case "person":
      return names.person(id) ?? id;
    case "site":
      return names.site(id) ?? id;
    case "other":
      return id;
    case "medium":
    case "device":
    case "network":
    case "asset":
    case "token":
      break;
  }
  const { to, asks } = registers[about.kind];
  const name = t.kinds[about.kind];
  return may(asks) ? <Link to={to}>{name}</Link> : name;
}
