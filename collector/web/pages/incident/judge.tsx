import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { RouteInput } from "#shared/api/routes.ts";
import type { IncidentDetail } from "#shared/api/schemas.ts";
import { severityWords } from "#shared/model/severity.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { Ask } from "../../parts/confirm/ask.tsx";
import { incidentsTexts } from "../../text/incidents/index.ts";

type To = RouteInput<"judgeIncident">["body"]["to"];

/** 重大 is judged, its suspicion raised or lowered, by a person and with a reason. */
export function Judge({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(incidentsTexts);
  const word = useWord();
  const [lower, setLower] = useState<"warning" | "caution">("warning");
  const judge = useAct("judgeIncident");
  const grave = incident.severity === "grave";
  const suspected = incident.severity === "suspected-grave";
  const button = (name: string, sentence: string, to: To, children?: React.ReactNode) => (
    <Ask
      key={to}
      name={name}
      sentence={sentence}
      label={t.reason}
      hint={t.reasonHint}
      max={1000}
      busy={judge.isPending}
      onAct={(reason, done) =>
        judge.mutate({ params: { id: incident.id }, body: { to, reason } }, { onSuccess: done })
      }
    >
      {children}
    </Ask>
  );
  return (
    <>
      {incident.may.includes("judge-grave") && !grave
        ? button(t.judgeGrave, t.judgeGraveAsk(incident.number), "grave")
        : null}
      {incident.may.includes("suspect-grave") && !grave && !suspected
        ? button(t.suspectGrave, t.suspectGraveAsk(incident.number), "suspected-grave")
        : null}
      {incident.may.includes("lower-grave") && (grave || suspected)
        ? button(
            t.lowerGrave,
            t.lowerGraveAsk(incident.number),
            lower,
            <NativeSelect
              mt="sm"
              label={t.lowerTo}
              value={lower}
              onChange={({ currentTarget: { value } }) =>
                setLower(value === "caution" ? "caution" : "warning")
              }
              data={[
                { value: "warning", label: word(severityWords.warning) },
                { value: "caution", label: word(severityWords.caution) },
              ]}
            />,
          )
        : null}
    </>
  );
}
