import type { LatestFact } from "#shared/api/schemas.ts";
import { antivirus, type AntivirusState, type Definitions } from "#shared/facts/antivirus.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { Pairs } from "../../parts/pairs/pairs.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { endpointTexts } from "../../text/endpoint/index.ts";
import { formatDateTime } from "../../times/format.ts";
import { FactCard } from "./fact-card.tsx";
import styles from "./endpoint.module.css";

function StateTag({ state }: { readonly state: AntivirusState }) {
  const t = useTexts(endpointTexts);
  return <Tag tone={state === "on" ? "checked" : "attention"}>{t.avStates[state]}</Tag>;
}

/** What protects this computer, and how old its definitions are. */
export function AntivirusCard({ latest }: { readonly latest: LatestFact | undefined }) {
  const t = useTexts(endpointTexts);
  const common = useTexts(commonTexts);
  const { language } = useLanguage();
  const told = (set: Definitions): string =>
    set.builtAt === null
      ? [set.name, set.version ?? ""].join(" ").trim()
      : t.built(set.name, set.version ?? "", formatDateTime(set.builtAt, language));
  const answer = (value: boolean | null): string =>
    value === null ? common.unknown : value ? common.yes : common.no;
  return (
    <FactCard
      name="antivirus"
      latest={latest}
      schema={antivirus}
      renderVerdict={({ state }) => <StateTag state={state} />}
    >
      {({ products }) =>
        products.length === 0 ? (
          <p>{t.avNone}</p>
        ) : (
          products.map((product) => (
            <div key={product.name} className={styles["part"]}>
              <h3 className={styles["partTitle"]}>
                {product.name} {products.length > 1 ? <StateTag state={product.state} /> : null}
              </h3>
              <Pairs
                pairs={[
                  { label: t.avEngine, value: product.engineVersion ?? common.unknown },
                  { label: t.avOnAccess, value: answer(product.onAccess) },
                  { label: t.avLoaded, value: product.loaded === null ? common.none : told(product.loaded) },
                  {
                    label: t.avOnDisk,
                    value: product.onDisk.length === 0 ? common.none : product.onDisk.map(told).join("、"),
                  },
                ]}
              />
            </div>
          ))
        )
      }
    </FactCard>
  );
}
