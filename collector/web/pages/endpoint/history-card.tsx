import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { z } from "zod";
import { failureCode } from "#shared/facts/reading.ts";
import type { StoredObservation } from "#shared/api/schemas.ts";
import { factNames, facts, isFactName } from "#shared/facts/index.ts";
import { usbEvent, usbKindWords } from "#shared/facts/usb.ts";
import { call } from "../../client/call.ts";
import { usePages } from "../../client/queries.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { More } from "../../parts/more/more.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { View } from "../../parts/view/view.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { endpointTexts } from "../../text/endpoint/index.ts";
import { formatDateTime, formatTime } from "../../times/format.ts";
import styles from "./endpoint.module.css";

const readingBody = z.object({
  status: z.string(),
  code: z.string().optional(),
  reason: z.string().optional(),
});
const anyEvent = z.object({ type: z.string(), detail: z.string().optional() });

const isEvent = <E extends object>(type: string, events: E): type is string & keyof E =>
  Object.hasOwn(events, type);

function Result({ row }: { readonly row: StoredObservation }) {
  const t = useTexts(endpointTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  if (row.kind === "event") {
    const event = anyEvent.safeParse(row.body);
    if (!event.success) return t.resultStored;
    const usb = usbEvent.safeParse(row.body);
    const thing = usb.success
      ? [word(usbKindWords[usb.data.device.kind]), usb.data.device.vendor, usb.data.device.product]
      : [event.data.detail];
    const { type } = event.data;
    const what = isEvent(type, t.events) ? t.events[type] : type;
    return [what, ...thing].filter((part) => part !== null && part !== undefined).join(" ");
  }
  const body = readingBody.safeParse(row.body);
  if (!body.success) return t.resultStored;
  if (body.data.status === "ok") return t.resultOk;
  const beyond = body.data.status === "unsupported";
  const code = failureCode.safeParse(body.data.code);
  return (
    <span>
      {beyond ? <Tag tone="quiet">{common.cannotHere}</Tag> : <Tag tone="unknown">{common.couldNotLook}</Tag>}{" "}
      {code.success ? t.failures[code.data] : body.data.reason}
    </span>
  );
}

/** What one computer reported, newest first. */
export function HistoryCard({ endpointId }: { readonly endpointId: string }) {
  const t = useTexts(endpointTexts);
  const word = useWord();
  const { language } = useLanguage();
  const [fact, setFact] = useState("");
  const filter = fact === "" ? {} : { fact };
  const list = usePages("listObservations", { endpointId, ...filter }, (page, signal) =>
    call(
      "listObservations",
      { params: { id: endpointId }, query: { ...filter, ...page, limit: 30 } },
      signal,
    ),
  );
  const columns: readonly Column<StoredObservation>[] = [
    {
      key: "when",
      head: t.when,
      kind: "mark",
      render: (row) => formatDateTime(row.at, language),
    },
    { key: "arrived", head: t.arrived, kind: "mark", render: (row) => formatTime(row.receivedAt) },
    {
      key: "fact",
      head: t.fact,
      render: (row) => (isFactName(row.fact) ? word(facts[row.fact].title) : row.fact),
    },
    {
      key: "kind",
      head: t.sort,
      kind: "mark",
      render: (row) => (row.kind === "event" ? t.event : t.reading),
    },
    { key: "result", head: t.result, render: (row) => <Result row={row} /> },
  ];
  return (
    <Card title={t.history} aside={<AsOf at={list.data?.asOf} />} flush>
      <div className={styles["filter"]}>
        <NativeSelect
          label={t.fact}
          value={fact}
          onChange={({ currentTarget: { value } }) => setFact(value)}
          data={[
            { value: "", label: t.all },
            ...factNames.map((name) => ({ value: name, label: word(facts[name].title) })),
          ]}
        />
      </div>
      <View of={list}>
        {({ rows }) => (
          <DataTable
            caption={t.history}
            columns={columns}
            rows={rows}
            rowKey={({ ordinal }) => String(ordinal)}
          />
        )}
      </View>
      <More list={list} />
    </Card>
  );
}
