import { nameOf } from "./findings.ts";
import type { Verdict } from "./verify.ts";

/** How many faults are shown to a person; the rest is a number. */
const shown = 100;

/** A verdict as lines for a person, in Japanese and English. */
export function verdictLines(verdict: Verdict): readonly string[] {
  const lines: string[] = [];
  for (const fault of verdict.faults.slice(0, shown)) {
    const place = nameOf(fault.place);
    lines.push(`× ${place.ja}：${fault.ja}。`, `  ${place.en}: ${fault.en}.`);
  }
  const left = verdict.faultCount - Math.min(verdict.faults.length, shown);
  if (left > 0) lines.push(`× ほか${String(left)}件`, `  and ${String(left)} more`);
  const counts = Object.values(verdict.rows);
  const proved = counts.reduce((sum, one) => sum + one.proved, 0);
  const before = counts.reduce((sum, one) => sum + one.before, 0);
  const files = verdict.filesLookedAt
    ? { ja: "", en: "" }
    : { ja: "（照合点のファイルは見ていません）", en: " (the checkpoints' files were not looked at)" };
  lines.push(
    `確かめたもの：記録 ${String(verdict.records)}件（${String(verdict.chains)}本）、照合点 ${String(verdict.checkpoints)}件${files.ja}、証明された行 ${String(proved)}件、証明を始める前の行 ${String(before)}件`,
    `checked: ${String(verdict.records)} records in ${String(verdict.chains)} chains, ${String(verdict.checkpoints)} checkpoints${files.en}, ${String(proved)} rows proved, ${String(before)} rows from before rows were proved`,
  );
  if (verdict.holds && verdict.checkpoints === 0)
    lines.push(
      "照合点がまだありません。末尾の切り取りや古い控えへの差し替えは、照合点ができてから分かります。",
      "There is no checkpoint yet: a cut end or a restored older copy shows only once there is one.",
    );
  lines.push(
    verdict.holds ? "○ すべて合っています。" : `× 合わないところが${String(verdict.faultCount)}件あります。`,
    verdict.holds ? "  Everything holds." : `  ${String(verdict.faultCount)} things do not hold.`,
  );
  return lines;
}
