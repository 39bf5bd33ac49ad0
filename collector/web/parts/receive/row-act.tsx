import type { Incident } from "#shared/model/incident.ts";
import { useMay, useSession } from "../../client/session.ts";
import { passesOnAsMember, rowAct } from "../route/case-now.ts";
import { PassOn } from "./pass-on.tsx";
import { Receive } from "./receive.tsx";

/** The one act that a row of a case offers to who looks at it, or nothing. */
export function RowAct({ incident }: { readonly incident: Incident }) {
  const may = useMay();
  const personId = useSession().data?.person?.id ?? "";
  const act = rowAct(incident, personId);
  if (act === "receive" && may("receiveIncident")) return <Receive incident={incident} />;
  if (act === "pass-on" && may("passOnIncident"))
    return <PassOn incident={incident} asMember={passesOnAsMember(incident, personId)} />;
  return null;
}
