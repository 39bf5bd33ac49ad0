import { Link, useParams } from "@tanstack/react-router";
import type { EndpointDetail } from "#shared/api/schemas.ts";
import { endpointStateWords } from "#shared/model/endpoint.ts";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Connection } from "../../parts/connection/connection.tsx";
import { PageHead } from "../../parts/page-head/page-head.tsx";
import { Pairs } from "../../parts/pairs/pairs.tsx";
import { SupportMark } from "../../parts/support-mark/support-mark.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { View } from "../../parts/view/view.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { endpointTexts } from "../../text/endpoint/index.ts";
import { endpointsTexts } from "../../text/endpoints/index.ts";
import { formatDate, formatDateTime } from "../../times/format.ts";
import { AntivirusCard } from "./antivirus-card.tsx";
import { HealthCard } from "./health-card.tsx";
import { HistoryCard } from "./history-card.tsx";
import { LanCard } from "./lan-card.tsx";
import { PatchCard } from "./patch-card.tsx";
import { DutiesCard } from "./duties-card.tsx";
import { RegisterAct } from "./register-form.tsx";
import { RevokeForm } from "./revoke-form.tsx";
import { UsbCard } from "./usb-card.tsx";
import styles from "./endpoint.module.css";

function About({ endpoint }: { readonly endpoint: EndpointDetail }) {
  const t = useTexts(endpointTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const may = useMay();
  const { language } = useLanguage();
  const people = useAsk("listPeople", { query: {} }, may("listPeople"));
  const users =
    endpoint.userIds.length === 0
      ? common.notSet
      : endpoint.userIds
          .map((id) => people.data?.items.find((person) => person.id === id)?.name ?? t.somebody)
          .join(t.comma);
  const day = (moment: string | null): string =>
    moment === null ? common.unknown : formatDate(moment, language);
  return (
    <Card title={t.about} aside={<AsOf at={endpoint.asOf} />}>
      <Pairs
        pairs={[
          { label: t.managementNumber, value: endpoint.managementNumber ?? common.notSet },
          { label: t.site, value: endpoint.site.name },
          { label: t.kind, value: t[endpoint.kind] },
          {
            label: t.assetClass,
            value: endpoint.assetClass === null ? common.notSet : t.classes[endpoint.assetClass],
          },
          { label: t.users, value: users },
          { label: t.state, value: word(endpointStateWords[endpoint.state]) },
          { label: t.os, value: endpoint.operatingSystem ?? common.unknown },
          {
            label: t.lastSeen,
            value:
              endpoint.lastSeenAt === null ? common.unknown : formatDateTime(endpoint.lastSeenAt, language),
          },
          { label: t.enrolled, value: day(endpoint.enrolledAt) },
          {
            label: t.clock,
            value:
              endpoint.clockOffsetMs === null
                ? common.unknown
                : t.seconds((endpoint.clockOffsetMs / 1000).toFixed(1)),
          },
          { label: t.certificate, value: day(endpoint.certificateExpiresAt) },
          { label: t.macs, value: endpoint.macs.join("、") || common.unknown },
        ]}
      />
      {may("updateEndpoint") ? (
        <div className={styles["cardActs"]}>
          <RegisterAct endpoint={endpoint} />
        </div>
      ) : null}
    </Card>
  );
}

/** One computer with the latest reading of each fact. */
export function EndpointPage() {
  const list = useTexts(endpointsTexts);
  const word = useWord();
  const may = useMay();
  const { id } = useParams({ from: "/endpoints/$id" });
  const asked = useAsk("getEndpoint", { params: { id } });
  const endpoint = asked.data;
  return (
    <>
      <PageHead
        title={endpoint?.hostname ?? list.title}
        above={<Link to="/endpoints">{list.title}</Link>}
        asOf={endpoint?.asOf}
      >
        {endpoint === undefined ? null : (
          <>
            <SupportMark support={endpoint.support} />
            <Connection endpoint={endpoint} />
            {endpoint.state === "active" ? null : <Tag>{word(endpointStateWords[endpoint.state])}</Tag>}
          </>
        )}
      </PageHead>
      <View of={asked}>
        {(data) => (
          <>
            <div className={styles["grid"]}>
              <div className={styles["column"]}>
                <DutiesCard endpointId={id} />
                <PatchCard latest={data.facts["patch"]} support={data.support} />
                <UsbCard latest={data.facts["usb"]} />
                <LanCard latest={data.facts["lan"]} />
              </div>
              <div className={styles["column"]}>
                <About endpoint={data} />
                <AntivirusCard latest={data.facts["antivirus"]} />
                <HealthCard latest={data.facts["health"]} />
              </div>
            </div>
            <HistoryCard endpointId={id} />
            <div className={styles["acts"]}>
              {may("revokeEndpoint") ? <RevokeForm endpoint={data} /> : null}
            </div>
          </>
        )}
      </View>
    </>
  );
}
