import { Link } from "@tanstack/react-router";
import type { RouteOutput } from "#shared/api/routes.ts";
import type { Overview } from "#shared/api/schemas.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Figure, Figures } from "../../parts/figure/figure.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { Pairs } from "../../parts/pairs/pairs.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { View } from "../../parts/view/view.tsx";
import { boardTexts } from "../../text/board/index.ts";
import { daysLeft, formatDateTime } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { gaps } from "./gaps.ts";
import { Urgent } from "./urgent.tsx";
import styles from "./board.module.css";

type Networks = RouteOutput<"listNetworks">;

function Watch({
  overview,
  networks,
}: {
  readonly overview: Overview;
  readonly networks: Networks | undefined;
}) {
  const t = useTexts(boardTexts);
  const { language } = useLanguage();
  const may = useMay();
  const { endpoints } = overview;
  const backup =
    overview.backupAt === null ? (
      <Tag tone="attention">{t.backupNever}</Tag>
    ) : (
      formatDateTime(overview.backupAt, language)
    );
  const refusals = (
    <>
      <span className="number">{overview.refusals24h}</span> {t.items}
    </>
  );
  const mailFine = overview.mail === "working";
  return (
    <Card title={t.watch} aside={<AsOf at={overview.asOf} />}>
      <Figures>
        <Figure
          label={t.watched}
          value={endpoints.connected}
          unit={t.computers}
          of={endpoints.total}
          ofWord={t.ofComputers(endpoints.total)}
        />
        <Figure
          label={t.couldNotLook}
          value={endpoints.couldNotLook}
          unit={t.computers}
          tone="unknown"
          note={endpoints.couldNotLook > 0 ? t.couldNotLookNote : undefined}
        />
        {networks === undefined ? null : (
          <Figure label={t.networks} value={networks.items.length} unit={t.places} />
        )}
      </Figures>
      <div className={styles["pairs"]}>
        <Pairs
          pairs={[
            {
              label: t.mail,
              value: mailFine ? (
                t.mailState.working
              ) : (
                <Tag tone="attention">{t.mailState[overview.mail]}</Tag>
              ),
            },
            { label: t.backup, value: backup },
            {
              label: t.refusals,
              value: may("listRefusals") ? <Link to="/settings">{refusals}</Link> : refusals,
            },
          ]}
        />
      </div>
    </Card>
  );
}

function Patch({ overview }: { readonly overview: Overview }) {
  const t = useTexts(boardTexts);
  const may = useMay();
  const { endpoints } = overview;
  return (
    <Card
      title={t.patch}
      aside={
        <>
          <AsOf at={overview.asOf} />
          {may("listEndpoints") ? <Link to="/endpoints">{t.toEndpoints}</Link> : null}
        </>
      }
    >
      <Figures>
        <Figure
          label={t.pendingSecurity}
          value={endpoints.withPendingSecurity}
          unit={t.computers}
          tone="attention"
        />
        <Figure label={t.unsupported} value={endpoints.unsupportedOs} unit={t.computers} tone="attention" />
        {endpoints.unknownSupport === 0 ? null : (
          <Figure
            label={t.unknownSupport}
            value={endpoints.unknownSupport}
            unit={t.computers}
            tone="unknown"
          />
        )}
        <Figure label={t.antivirus} value={endpoints.antivirusTrouble} unit={t.computers} tone="attention" />
      </Figures>
    </Card>
  );
}

function Things({
  overview,
  networks,
}: {
  readonly overview: Overview;
  readonly networks: Networks | undefined;
}) {
  const t = useTexts(boardTexts);
  const now = useNow();
  const may = useMay();
  const learning = (networks?.items ?? []).filter(({ mode }) => mode === "learning");
  return (
    <Card
      title={t.things}
      aside={
        <>
          <AsOf at={overview.asOf} />
          {may("listUsbDevices") ? <Link to="/media">{t.toMedia}</Link> : null}
          {may("listLanDevices") ? <Link to="/devices">{t.toDevices}</Link> : null}
        </>
      }
    >
      <Figures>
        <Figure label={t.undecidedMedia} value={overview.undecidedMedia} unit={t.items} />
        <Figure label={t.undecidedDevices} value={overview.undecidedDevices} unit={t.items} />
      </Figures>
      {learning.map(({ id, name, learningUntil }) => (
        <p key={id} className={styles["learning"]}>
          {t.learning(name)}
          {learningUntil === null ? "" : t.learningLeft(daysLeft(learningUntil, now))}
        </p>
      ))}
    </Card>
  );
}

/** 監視盤: is anything wrong, who has it, is the watch itself whole. */
export function BoardPage() {
  const t = useTexts(boardTexts);
  const overview = useAsk("getOverview", {});
  const may = useMay();
  const networks = useAsk("listNetworks", { query: {} }, may("listNetworks"));
  return (
    <>
      <PageHead title={t.title} asOf={overview.data?.asOf} />
      <View of={overview}>
        {(data) => {
          const missing = gaps(data, networks.data?.items ?? null, t);
          return (
            <div className={styles["board"]}>
              <div className={styles["whole"]}>
                <Urgent overview={data} />
              </div>
              <Watch overview={data} networks={networks.data} />
              <div className={styles["column"]}>
                <Patch overview={data} />
                <Things overview={data} networks={networks.data} />
              </div>
              <div className={styles["whole"]}>
                <Card title={t.notWatched} aside={<AsOf at={data.asOf} />}>
                  {missing.length === 0 ? (
                    <p>{t.allWatched}</p>
                  ) : (
                    <ul className={styles["gaps"]}>
                      {missing.map((sentence) => (
                        <li key={sentence}>{sentence}</li>
                      ))}
                    </ul>
                  )}
                </Card>
              </div>
            </div>
          );
        }}
      </View>
    </>
  );
}
