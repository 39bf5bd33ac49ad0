import type { AttendanceFigures } from "#shared/model/attendance-figures.ts";
import type { attendanceTexts } from "../../text/attendance/index.ts";
import { share } from "../board/share.ts";
import { durationWords } from "./gap-words.ts";

type Texts = typeof attendanceTexts.ja;

/** One 監視稼働率, rounded down; `percent` is null where nothing was due. */
export interface Rate {
  readonly label: string;
  readonly percent: number | null;
  readonly words: string;
  readonly note: string | null;
}

/** The rates of computers, collector and sensors. */
export function ratesOf(figures: AttendanceFigures, t: Texts): readonly Rate[] {
  const one = (label: string, watched: number, due: number): Rate => {
    const percent = share(watched, due);
    return percent === null
      ? { label, percent, words: t.nothingDue, note: null }
      : {
          label,
          percent,
          words: `${percent.toFixed(1)} %`,
          note: t.hours(durationWords(watched, t), durationWords(due, t)),
        };
  };
  return [
    one(t.computers, figures.agentsWatched, figures.agentsDue),
    one(t.collector, figures.collectorWatched, figures.collectorDue),
    one(t.sensors, figures.sensorsWatched, figures.sensorsDue),
  ];
}
