import { Button, Group, NativeSelect, Textarea } from "@mantine/core";
import { useState } from "react";
import type { IncidentDetail } from "#shared/api/schemas.ts";
import { incidentStateWords, type IncidentState } from "#shared/model/incident.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { incidentsTexts } from "../../text/incidents/index.ts";

/** Leaves a comment. */
export function CommentForm({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(incidentsTexts);
  const [text, setText] = useState("");
  const comment = useAct("commentIncident", () => setText(""));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        comment.mutate({ params: { id: incident.id }, body: { text } });
      }}
    >
      <Textarea
        label={t.comment}
        autosize
        minRows={2}
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="xs">
        <Button type="submit" variant="default" disabled={text.trim() === ""} loading={comment.isPending}>
          {t.addComment}
        </Button>
      </Group>
    </form>
  );
}

/** The states a person usually goes on to, in the order of the work; 誤検知 has a button of its own. */
const offered: readonly IncidentState[] = [
  "checking",
  "handling",
  "recovered",
  "prevention",
  "observing",
  "closed",
];
const isState = (value: string): value is IncidentState => Object.hasOwn(incidentStateWords, value);

/** Moves a case on, with a reason. */
export function StateForm({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(incidentsTexts);
  const word = useWord();
  const choices = offered.filter((state) => incident.allowedStates.includes(state));
  const [chosen, setChosen] = useState<IncidentState>("checking");
  const [asking, setAsking] = useState<IncidentState | null>(null);
  const [reason, setReason] = useState("");
  const next = choices.includes(chosen) ? chosen : choices[0];
  const move = useAct("setIncidentState", () => {
    setAsking(null);
    setReason("");
  });
  if (next === undefined) return null;
  const name = asking === null ? "" : word(incidentStateWords[asking]);
  return (
    <Card title={t.moveOn}>
      <NativeSelect
        label={t.nextState}
        value={next}
        onChange={({ currentTarget: { value } }) => {
          if (isState(value)) setChosen(value);
        }}
        data={choices.map((state) => ({ value: state, label: word(incidentStateWords[state]) }))}
      />
      <Group mt="sm" gap="xs" grow preventGrowOverflow={false}>
        <Button variant="default" onClick={() => setAsking(next)}>
          {t.setState(word(incidentStateWords[next]))}
        </Button>
        {incident.allowedStates.includes("false-alarm") ? (
          <Button variant="default" onClick={() => setAsking("false-alarm")}>
            {t.closeFalseAlarm}
          </Button>
        ) : null}
      </Group>
      <Confirm
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={t.moveOn}
        act={asking === "false-alarm" ? t.closeFalseAlarm : t.setState(name)}
        busy={move.isPending}
        disabled={reason.trim() === ""}
        onAct={() => {
          if (asking !== null) move.mutate({ params: { id: incident.id }, body: { state: asking, reason } });
        }}
      >
        <p>{t.askState(incident.number, name)}</p>
        <Textarea
          mt="sm"
          label={t.reason}
          description={t.reasonHint}
          autosize
          minRows={2}
          maxLength={1000}
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Confirm>
    </Card>
  );
}
