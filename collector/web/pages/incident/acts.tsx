import { Button, Group, NativeSelect, Textarea } from "@mantine/core";
import { useState } from "react";
import type { IncidentDetail } from "#shared/api/schemas.ts";
import { incidentStateWords, type IncidentState } from "#shared/model/incident.ts";
import { useAct } from "../../client/queries.ts";
import { useMay, useSession } from "../../client/session.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Ask } from "../../parts/confirm/ask.tsx";
import { incidentsTexts } from "../../text/incidents/index.ts";
import { Judge } from "./judge.tsx";
import { Parties } from "./parties.tsx";
import styles from "./incident.module.css";

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

/** The states of the work itself, in its order; those that end a case have buttons of their own. */
const offered: readonly IncidentState[] = ["checking", "handling", "recovered", "prevention", "observing"];
const isState = (value: string): value is IncidentState => Object.hasOwn(incidentStateWords, value);

/** Moves a case on, with a reason. */
function States({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(incidentsTexts);
  const word = useWord();
  const choices = offered.filter((state) => incident.allowedStates.includes(state));
  const [chosen, setChosen] = useState<IncidentState>("checking");
  const next = choices.includes(chosen) ? chosen : choices[0];
  const move = useAct("setIncidentState");
  const button = (name: string, state: IncidentState, sentence: string) => (
    <Ask
      name={name}
      sentence={sentence}
      label={t.reason}
      hint={t.reasonHint}
      max={1000}
      busy={move.isPending}
      onAct={(reason, done) =>
        move.mutate({ params: { id: incident.id }, body: { state, reason } }, { onSuccess: done })
      }
    />
  );
  const closes = incident.allowedStates.includes("closed");
  const closer = useSession().data?.authorities.includes("close-case") ?? false;
  return (
    <>
      {next === undefined ? null : (
        <div className={styles["move"]}>
          <NativeSelect
            label={t.nextState}
            value={next}
            onChange={({ currentTarget: { value } }) => {
              if (isState(value)) setChosen(value);
            }}
            data={choices.map((state) => ({ value: state, label: word(incidentStateWords[state]) }))}
          />
          {button(
            t.setState(word(incidentStateWords[next])),
            next,
            t.askState(incident.number, word(incidentStateWords[next])),
          )}
        </div>
      )}
      {closes ? button(t.close, "closed", t.askClose(incident.number)) : null}
      {closer && incident.closing === null ? <p className={styles["small"]}>{t.closeNeeds}</p> : null}
      {incident.allowedStates.includes("false-alarm")
        ? button(
            t.closeFalseAlarm,
            "false-alarm",
            t.askState(incident.number, word(incidentStateWords["false-alarm"])),
          )
        : null}
    </>
  );
}

/** What else the reader may do to a case; nothing where that is nothing. */
export function ActsCard({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(incidentsTexts);
  const may = useMay();
  const handle = useAct("markIncidentHandled");
  const judges =
    may("judgeIncident") &&
    incident.may.some((act) => act === "judge-grave" || act === "suspect-grave" || act === "lower-grave");
  const handles = may("markIncidentHandled") && incident.may.includes("mark-handled") && !incident.handled;
  const moves = may("setIncidentState") && incident.allowedStates.length > 0;
  const names = may("setIncidentParties") && may("listPeople") && incident.may.includes("set-parties");
  if (!judges && !handles && !moves && !names) return null;
  return (
    <div className="screen-only">
      <Card title={t.acts}>
        <div className={styles["acts"]}>
          {handles ? (
            <Ask
              name={t.markHandled}
              sentence={t.markHandledAsk(incident.number)}
              label={t.whatWasDone}
              max={2000}
              busy={handle.isPending}
              onAct={(text, done) =>
                handle.mutate({ params: { id: incident.id }, body: { text } }, { onSuccess: done })
              }
            />
          ) : null}
          {moves ? <States incident={incident} /> : null}
          {judges ? <Judge incident={incident} /> : null}
          {names ? <Parties incident={incident} /> : null}
        </div>
      </Card>
    </div>
  );
}
