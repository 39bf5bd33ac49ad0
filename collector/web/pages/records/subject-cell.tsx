import { Link } from "@tanstack/react-router";
import type { RecordRow } from "#shared/api/watch-schemas.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { useComputerNames } from "../../parts/computers/use-computer-names.ts";
import { recordsTexts } from "../../text/records/index.ts";
import { subjectOf } from "./subject.ts";

/** What a record is about, by its name where it has one and the reader may know it, with a way there. */
export function SubjectCell({ row }: { readonly row: RecordRow }) {
  const t = useTexts(recordsTexts);
  const may = useMay();
  const computer = useComputerNames();
  const people = useAsk("listPeople", { query: {} }, may("listPeople"));
  const sites = useAsk("listSites", { query: {} }, may("listSites"));
  const about = subjectOf(row);
  if (about === null) return "—";
  const { id } = about;
  if (about.kind === "incident") {
    const name = t.case(about.number ?? id);
    if (!may("getIncident")) return name;
    return (
      <Link to="/incidents/$id" params={{ id }}>
        {name}
      </Link>
    );
  }
  if (about.kind === "endpoint") {
    const name = computer(id);
    if (name === null || !may("getEndpoint")) return name ?? id;
    return (
      <Link to="/endpoints/$id" params={{ id }}>
        {name}
      </Link>
    );
  }
  if (about.kind === "report" && may("getReport"))
    return (
      <Link to="/reports/$id" params={{ id }}>
        {id}
      </Link>
    );
  if (about.kind === "person") return people.data?.items.find((one) => one.id === id)?.name ?? id;
  if (about.kind === "site") return sites.data?.items.find((one) => one.id === id)?.name ?? id;
  return id;
}
