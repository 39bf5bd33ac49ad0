/** A sentence in both languages of the house. */
export interface Sentence {
  readonly ja: string;
  readonly en: string;
}

/** Where something does not hold. */
export type Place =
  | { readonly kind: "record"; readonly chain: string; readonly index: number }
  | { readonly kind: "row"; readonly table: string; readonly id: string }
  | { readonly kind: "checkpoint"; readonly at: string; readonly source: string }
  | { readonly kind: "store" };

export interface Fault extends Sentence {
  /** Stable, for programs. */
  readonly code: string;
  readonly place: Place;
}

/** How many faults are kept in full; of more only the number is told. */
const most = 1000;

/** What a look at a store brought to light. */
export interface Findings {
  add(code: string, place: Place, words: Sentence): void;
  readonly faults: readonly Fault[];
  count(): number;
}

export function createFindings(): Findings {
  const faults: Fault[] = [];
  let count = 0;
  return {
    faults,
    count: () => count,
    add(code, place, words) {
      count += 1;
      if (faults.length < most) faults.push({ code, place, ...words });
    },
  };
}

/** The name of a place, to stand before what is wrong there. */
export function nameOf(place: Place): Sentence {
  switch (place.kind) {
    case "record":
      return {
        ja: `記録 ${place.chain} の${String(place.index)}番`,
        en: `record ${String(place.index)} of chain ${place.chain}`,
      };
    case "row":
      return { ja: `表 ${place.table} の ${place.id}`, en: `${place.id} in table ${place.table}` };
    case "checkpoint":
      return {
        ja: `照合点 ${place.at}（${place.source}）`,
        en: `checkpoint ${place.at} (${place.source})`,
      };
    case "store":
      return { ja: "データベース", en: "the database" };
    default:
      return place satisfies never;
  }
}

/** The command was not used as it must be; nothing was checked. */
export class UsageProblem extends Error {
  readonly words: Sentence;
  constructor(words: Sentence, options?: ErrorOptions) {
    super(words.en, options);
    this.name = "UsageProblem";
    this.words = words;
  }
}
