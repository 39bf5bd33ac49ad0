import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import type { PersonRow } from "#shared/api/watch-schemas.ts";
import type { Site } from "#shared/model/endpoint.ts";
import { roleWords, type Designation } from "#shared/model/role.ts";
import { useAct } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { Nothing } from "../../parts/view/view.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { peopleTexts } from "../../text/people/index.ts";
import { formatDate, formatDay } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { DesignationForm } from "./designation-form.tsx";
import { periodState } from "./periods.ts";
import styles from "./people.module.css";

interface DesignationsCardProps {
  readonly designations: readonly Designation[];
  readonly people: readonly PersonRow[];
  readonly sites: readonly Site[];
  readonly asOf: string;
}

/** Deputies by designation: who, for which chair, from when until when, by whom designated. */
export function DesignationsCard({ designations, people, sites, asOf }: DesignationsCardProps) {
  const t = useTexts(peopleTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const { language } = useLanguage();
  const now = useNow();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Designation | null>(null);
  const [reason, setReason] = useState("");
  const end = useAct("endDesignation", () => setEnding(null));
  const nameOf = (id: string): string => people.find((person) => person.id === id)?.name ?? common.unknown;
  const chairOf = ({ role, siteId }: Designation): string => {
    const firm = sites.find(({ id }) => id === siteId)?.name;
    return firm === undefined ? word(roleWords[role]) : `${word(roleWords[role])}${common.aside(firm)}`;
  };
  const columns: readonly Column<Designation>[] = [
    { key: "who", head: t.deputyWho, kind: "lead", render: (row) => nameOf(row.personId) },
    { key: "role", head: t.deputyRole, render: chairOf },
    {
      key: "period",
      head: t.period,
      render: (row) => (
        <span className={styles["stack"]}>
          <span>
            {t.range(formatDate(row.from, language), formatDate(row.endedAt ?? row.until, language))}
          </span>
          <Tag tone={periodState(row, now) === "now" ? "plain" : "quiet"}>
            {t.states[periodState(row, now)]}
          </Tag>
        </span>
      ),
    },
    {
      key: "by",
      head: t.designated,
      render: (row) => t.by(row.designatedBy, formatDay(row.designatedOn, language)),
    },
    {
      key: "act",
      head: common.act,
      kind: "act",
      render: (row) =>
        periodState(row, now) === "over" || !may("endDesignation") ? null : (
          <Button
            variant="default"
            aria-label={`${t.end} ${nameOf(row.personId)}`}
            onClick={() => {
              setReason("");
              setEnding(row);
            }}
          >
            {t.end}
          </Button>
        ),
    },
  ];
  return (
    <Card
      title={t.deputies}
      aside={
        <>
          <AsOf at={asOf} />
          {may("createDesignation") ? (
            <Button variant="default" onClick={() => setAdding(true)}>
              {t.addDeputy}
            </Button>
          ) : null}
        </>
      }
      flush
    >
      <p className={styles["flushLead"]}>{t.deputiesLead}</p>
      {designations.length === 0 ? (
        <Nothing>{t.noDeputies}</Nothing>
      ) : (
        <DataTable
          caption={t.deputies}
          columns={columns}
          rows={designations}
          rowKey={({ id }) => id}
          tone={(row) => (periodState(row, now) === "over" ? "soft" : "plain")}
        />
      )}
      {adding ? <DesignationForm people={people} sites={sites} onClose={() => setAdding(false)} /> : null}
      {ending === null ? null : (
        <Confirm
          opened
          onClose={() => setEnding(null)}
          title={t.endTitle}
          act={t.end}
          busy={end.isPending}
          disabled={reason.trim() === ""}
          onAct={() => end.mutate({ params: { id: ending.id }, body: { reason } })}
        >
          <p>{t.endAsk(nameOf(ending.personId), chairOf(ending))}</p>
          <Textarea
            mt="sm"
            label={t.reason}
            required
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Confirm>
      )}
    </Card>
  );
}
