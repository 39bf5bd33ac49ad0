import { Button, Group, Textarea } from "@mantine/core";
import { useState } from "react";
import type { IncidentDetail } from "#shared/api/schemas.ts";
import { useAct } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Pairs } from "../../parts/pairs/pairs.tsx";
import { closingTexts } from "../../text/closing/index.ts";
import styles from "./incident.module.css";

type Part = "cause" | "measure" | "prevention";
const parts: readonly Part[] = ["cause", "measure", "prevention"];
type Notes = Readonly<Record<Part, string>>;
const empty: Notes = { cause: "", measure: "", prevention: "" };

/** 定型: sentences for the kinds that the office meets weekly; one tap takes or leaves one. */
function Ready({
  choices,
  text,
  onChange,
}: {
  readonly choices: readonly string[];
  readonly text: string;
  readonly onChange: (text: string) => void;
}) {
  const written = text.split("\n").filter((line) => line.trim() !== "");
  return (
    <div className={styles["ready"]}>
      {choices.map((choice) => {
        const taken = written.includes(choice);
        return (
          <button
            key={choice}
            type="button"
            aria-pressed={taken}
            className={styles["choice"]}
            onClick={() =>
              onChange((taken ? written.filter((line) => line !== choice) : [...written, choice]).join("\n"))
            }
          >
            {choice}
          </button>
        );
      })}
    </div>
  );
}

function ClosingForm({
  incident,
  onDone,
}: {
  readonly incident: IncidentDetail;
  readonly onDone: () => void;
}) {
  const t = useTexts(closingTexts);
  const [notes, setNotes] = useState<Notes>(incident.closing ?? empty);
  const note = useAct("noteIncidentClosing", onDone);
  const complete = parts.every((part) => notes[part].trim() !== "");
  return (
    <form
      className="screen-only"
      onSubmit={(event) => {
        event.preventDefault();
        note.mutate({ params: { id: incident.id }, body: notes });
      }}
    >
      {parts.map((part) => (
        <div key={part} className={styles["note"]}>
          <Textarea
            label={t[part]}
            autosize
            minRows={1}
            maxLength={1000}
            required
            value={notes[part]}
            onChange={(event) => setNotes({ ...notes, [part]: event.currentTarget.value })}
          />
          <Ready
            choices={t.ready[incident.rule][part]}
            text={notes[part]}
            onChange={(text) => setNotes({ ...notes, [part]: text })}
          />
        </div>
      ))}
      <Group justify="flex-end" mt="sm">
        <Button type="submit" variant="default" disabled={!complete} loading={note.isPending}>
          {t.save}
        </Button>
      </Group>
    </form>
  );
}

/** 原因・措置・再発防止策, without which no case is closed; on paper they stand as written, or as empty ruled lines. */
export function Closing({ incident }: { readonly incident: IncidentDetail }) {
  const t = useTexts(closingTexts);
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const allowed = incident.may.includes("note-closing") && may("noteIncidentClosing");
  const { closing } = incident;
  return (
    <Card title={t.title}>
      {closing === null ? (
        <div className={`paper-only ${styles["ruled"]}`}>
          {parts.map((part) => (
            <p key={part}>{t[part]}</p>
          ))}
        </div>
      ) : (
        <div className={editing ? "paper-only" : ""}>
          <Pairs
            wide
            pairs={parts.map((part) => ({
              label: t[part],
              value: <span className={styles["written"]}>{closing[part]}</span>,
            }))}
          />
        </div>
      )}
      {allowed && editing ? <ClosingForm incident={incident} onDone={() => setEditing(false)} /> : null}
      {editing ? null : (
        <div className={`screen-only ${styles["write"]}`}>
          {closing === null ? <p>{t.notYet}</p> : null}
          {allowed ? (
            <Button variant="default" onClick={() => setEditing(true)}>
              {closing === null ? t.write : t.change}
            </Button>
          ) : null}
        </div>
      )}
    </Card>
  );
}
