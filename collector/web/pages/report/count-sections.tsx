import type { WeeklySummary } from "#shared/model/report.ts";
import { useTexts } from "../../language/language-context.tsx";
import { SheetTable } from "../../parts/office-paper/sheet-table.tsx";
import { reportTexts } from "../../text/report/index.ts";
import styles from "./report.module.css";

/** 3 コンピュータウイルス対策, 4 記録媒体・接続機器, 5 事案・是正事項: counts of the week. */
export function CountSections({ summary }: { readonly summary: WeeklySummary }) {
  const t = useTexts(reportTexts);
  const { antivirus, usb, lan, incidents, correctives } = summary;
  const of = (key: keyof WeeklySummary["antivirus"]) => ({
    key,
    head: t[key],
    kind: "figure" as const,
    render: () => t.computers(antivirus[key]),
  });
  const things = [
    { name: t.media, ...usb, seen: t.items(usb.connected), opened: usb.unregistered },
    { name: t.devices, ...lan, seen: t.notCounted, opened: lan.strangers },
  ];
  const cases = [
    {
      name: t.incidents,
      began: incidents.opened,
      finished: incidents.closed,
      left: incidents.open,
      unreceived: t.items(incidents.unreceived),
    },
    {
      name: t.correctives,
      began: correctives.opened,
      finished: correctives.ended,
      left: correctives.open,
      unreceived: t.notCounted,
    },
  ];
  return (
    <>
      <section className={styles["section"]}>
        <h2>{t.antivirus}</h2>
        <SheetTable
          even
          caption={t.antivirus}
          columns={[of("on"), of("stopped"), of("missing"), of("stale"), of("couldNotLook")]}
          rows={[antivirus]}
          rowKey={() => "antivirus"}
        />
      </section>
      <section className={styles["section"]}>
        <h2>{t.things}</h2>
        <SheetTable
          even
          caption={t.things}
          columns={[
            { key: "name", head: t.thing, kind: "lead", render: ({ name }) => name },
            { key: "seen", head: t.seen, kind: "figure", render: ({ seen }) => seen },
            { key: "opened", head: t.opened, kind: "figure", render: ({ opened }) => t.items(opened) },
            {
              key: "undecided",
              head: t.undecided,
              kind: "figure",
              render: ({ undecided }) => t.items(undecided),
            },
          ]}
          rows={things}
          rowKey={({ name }) => name}
        />
      </section>
      <section className={styles["section"]}>
        <h2>{t.cases}</h2>
        <SheetTable
          even
          caption={t.cases}
          columns={[
            { key: "name", head: t.kind, kind: "lead", render: ({ name }) => name },
            { key: "began", head: t.began, kind: "figure", render: ({ began }) => t.items(began) },
            {
              key: "finished",
              head: t.finished,
              kind: "figure",
              render: ({ finished }) => t.items(finished),
            },
            { key: "open", head: t.open, kind: "figure", render: ({ left }) => t.items(left) },
            {
              key: "unreceived",
              head: t.unreceived,
              kind: "figure",
              render: ({ unreceived }) => unreceived,
            },
          ]}
          rows={cases}
          rowKey={({ name }) => name}
        />
      </section>
    </>
  );
}
