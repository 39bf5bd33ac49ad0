import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../../language/language-context.tsx";
import { attendanceTexts } from "../../text/attendance/index.ts";
import { dateField } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import styles from "./attendance.module.css";
import { addressOfPreset, type Period } from "./period.ts";

/** No watch is older; keeps a half-typed year from being asked for. */
const earliest = "2020-01-01";

interface PeriodChoiceProps {
  readonly period: Period;
  readonly onChoose: (asked: {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
  }) => void;
}

/** 今日, 7日, 30日, or days of one's own. */
export function PeriodChoice({ period, onChoose }: PeriodChoiceProps) {
  const t = useTexts(attendanceTexts);
  const now = useNow();
  const [opened, setOpened] = useState(false);
  const own = opened || period.preset === "own";
  const names = ["today", "week", "month", "own"] as const;
  const day = (key: "from" | "to") => (
    <TextInput
      key={`${key} ${period[key]}`}
      name={key}
      type="date"
      required
      label={t[key]}
      defaultValue={period[key]}
      min={earliest}
      max={dateField(now)}
    />
  );
  return (
    <div className={styles["choice"]}>
      <SegmentedControl
        aria-label={t.period}
        value={own ? "own" : period.preset}
        onChange={(value) => {
          const chosen = names.find((name) => name === value);
          setOpened(chosen === "own");
          if (chosen !== undefined && chosen !== "own") onChoose(addressOfPreset(chosen, now));
        }}
        data={names.map((value) => ({ value, label: t[value] }))}
      />
      {own ? (
        <form
          className={styles["days"]}
          onSubmit={(event) => {
            event.preventDefault();
            const fields = new FormData(event.currentTarget);
            const [from, to] = [fields.get("from"), fields.get("to")];
            if (typeof from === "string" && typeof to === "string") onChoose({ from, to });
          }}
        >
          {day("from")}
          {day("to")}
          <Button type="submit" variant="default">
            {t.show}
          </Button>
        </form>
      ) : null}
    </div>
  );
}
