import { instant, type Wording } from "#shared/model/common.ts";
import type { FindingData } from "#shared/model/incident.ts";
import type { ComputerSubject } from "../conditions/subject.ts";
import { foreign, officeTime } from "../texts/plain.ts";
import { numberOf, textOf, type Finding } from "./rule.ts";

/** Computers listed in one case; a case of more says so by its number. */
const mostListed = 200;
/** Names written out in a sentence. */
const mostNamed = 6;

/** The one computer a condition is about, in the form in which others can join it. */
export const computerData = ({ endpoint }: Pick<ComputerSubject, "endpoint">): FindingData => ({
  computers: 1,
  computer1: endpoint.hostname,
  endpoint1: endpoint.id,
});

const countOf = (data: FindingData): number => Math.max(1, numberOf(data, "computers") ?? 1);

/**
 * Adds a computer to the one case of a rule, a site and a day. One that stands in the list already came back into the
 * condition, which is a repeat; beyond the longest list nothing is added.
 */
export function joinComputer(known: FindingData, finding: Finding): FindingData | null {
  const id = textOf(finding.data, "endpoint1");
  if (id === null) return null;
  const count = countOf(known);
  for (let index = 1; index <= count; index += 1)
    if (textOf(known, `endpoint${String(index)}`) === id) return { computers: count };
  if (count >= mostListed) return null;
  const next = String(count + 1);
  return {
    computers: count + 1,
    [`computer${next}`]: textOf(finding.data, "computer1"),
    [`endpoint${next}`]: id,
  };
}

/** A title for one computer or many: 「…（3台）」. */
export function titled(title: Wording, data: FindingData): Wording {
  const count = countOf(data);
  return count === 1
    ? title
    : { ja: `${title.ja}（${String(count)}台）`, en: `${title.en} (${String(count)} computers)` };
}

/** Which computers, and what of them; what is known of one is not said of many. */
export function whatOf(data: FindingData, detail: Wording): Wording {
  const count = countOf(data);
  const names = Array.from({ length: Math.min(count, mostNamed) }, (_, index) =>
    foreign(textOf(data, `computer${String(index + 1)}`) ?? "?", 40),
  );
  if (count === 1) return { ja: `${names.join("")}　${detail.ja}`, en: `${names.join("")}: ${detail.en}` };
  const more = count - names.length;
  return {
    ja: `${String(count)}台　${names.join("、")}${more > 0 ? ` ほか${String(more)}台` : ""}。例：${detail.ja}`,
    en: `${String(count)} computers: ${names.join(", ")}${more > 0 ? ` and ${String(more)} more` : ""}. For example: ${detail.en}`,
  };
}

/** A moment of the data by the office's clock; 不明 where there is none. */
export function momentOf(data: FindingData, name: string): Wording {
  const text = instant.safeParse(data[name]);
  return text.success
    ? { ja: officeTime(text.data, "ja"), en: officeTime(text.data, "en") }
    : { ja: "不明", en: "unknown" };
}
