import { Button, NativeSelect, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { RouteOutput } from "#shared/api/routes.ts";
import type { Incident } from "#shared/model/incident.ts";
import { useAct, useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { useAuthorised, WhoDecides } from "../../parts/authority/authority.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { devicesTexts } from "../../text/devices/index.ts";
import { daysLeft } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { EndLearning } from "./end-learning.tsx";
import { NetworkForm } from "./network-form.tsx";
import { gatewayQuestion } from "./open-cases.ts";
import styles from "./devices.module.css";

type Networks = RouteOutput<"listNetworks">;
type Row = Networks["items"][number];
type Proposal = Networks["proposals"][number];

function NetworkRow({ network, question }: { readonly network: Row; readonly question: Incident | null }) {
  const t = useTexts(devicesTexts);
  const now = useNow();
  const may = useMay();
  const [asking, setAsking] = useState<"end" | "change" | null>(null);
  const authorised = useAuthorised();
  const left = network.learningUntil === null ? null : daysLeft(network.learningUntil, now);
  const close = (): void => setAsking(null);
  return (
    <li className={styles["network"]}>
      <div>
        <h3 className={styles["networkName"]}>
          {network.name} <Tag>{t.modes[network.mode]}</Tag>
        </h3>
        <p className="number">
          {network.subnets.join("、")}・{t.counts(network.deviceCount, network.undecidedCount)}
        </p>
        <p className={styles["soft"]}>
          {t.modeHints[network.mode]}{" "}
          {network.mode === "learning" && left !== null && left > 0 ? t.learningLeft(left) : ""}
        </p>
        {network.mode === "learning" && left === 0 ? <Tag tone="attention">{t.learningOver}</Tag> : null}
        {question === null ? null : (
          <p className={styles["question"]}>
            <Tag tone="attention">{t.gatewayChanged}</Tag>{" "}
            <Link to="/incidents/$id" params={{ id: question.id }}>
              {t.answerGateway(question.number)}
            </Link>
          </p>
        )}
      </div>
      {may("updateNetwork") && authorised("network") ? (
        <div className={styles["networkActs"]}>
          {network.mode === "learning" ? (
            <Button onClick={() => setAsking("end")}>{t.endLearning}</Button>
          ) : null}
          <Button
            variant="default"
            aria-label={`${t.changeNetwork}: ${network.name}`}
            onClick={() => setAsking("change")}
          >
            {t.changeNetwork}
          </Button>
        </div>
      ) : null}
      {asking === "end" ? <EndLearning network={network} onClose={close} /> : null}
      {asking === "change" ? <NetworkForm network={network} onClose={close} /> : null}
    </li>
  );
}

function ProposalRow({ proposal }: { readonly proposal: Proposal }) {
  const t = useTexts(devicesTexts);
  const sites = useAsk("listSites", { query: {} });
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState("");
  const create = useAct("createNetwork");
  const siteId = chosen === "" ? (sites.data?.items[0]?.id ?? "") : chosen;
  return (
    <li className={styles["network"]}>
      <div>
        <h3 className={styles["networkName"]}>{proposal.subnet}</h3>
        <p className={styles["soft"]}>
          {t.proposalFrom(proposal.endpointName)}・
          {proposal.gatewayMac === null ? t.noGateway : t.gateway(proposal.gatewayMac)}
        </p>
      </div>
      <form
        className={styles["proposal"]}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({
            body: {
              name,
              siteId,
              subnets: [proposal.subnet],
              gatewayMacs: proposal.gatewayMac === null ? [] : [proposal.gatewayMac],
            },
          });
        }}
      >
        <TextInput
          label={t.networkName}
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t.site}
          value={siteId}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={(sites.data?.items ?? []).map((site) => ({ value: site.id, label: site.name }))}
        />
        <Button type="submit" loading={create.isPending}>
          {t.watchThis}
        </Button>
      </form>
    </li>
  );
}

/** Watched networks, and those that could be. */
export function NetworkCards({ networks }: { readonly networks: Networks }) {
  const t = useTexts(devicesTexts);
  const may = useMay();
  const authorised = useAuthorised();
  const mayEnter = may("createNetwork") && authorised("network");
  const [entering, setEntering] = useState(false);
  const cases = useAsk(
    "listIncidents",
    { query: { open: "true", rule: "gateway-changed", limit: 500 } },
    may("listIncidents"),
  );
  return (
    <>
      <Card
        title={t.networks}
        aside={
          <>
            <AsOf at={networks.asOf} />
            {mayEnter ? (
              <Button variant="default" size="xs" onClick={() => setEntering(true)}>
                {t.enterNetwork}
              </Button>
            ) : null}
          </>
        }
        flush
      >
        {networks.items.length === 0 ? <p className={styles["empty"]}>{t.noNetworks}</p> : null}
        <ul>
          {networks.items.map((network) => (
            <NetworkRow
              key={network.id}
              network={network}
              question={gatewayQuestion(cases.data?.items ?? [], network.id)}
            />
          ))}
        </ul>
        {may("createNetwork") && !mayEnter ? (
          <div className={styles["empty"]}>
            <WhoDecides name="network" />
          </div>
        ) : null}
      </Card>
      {entering ? <NetworkForm network={null} onClose={() => setEntering(false)} /> : null}
      {networks.proposals.length === 0 || !mayEnter ? null : (
        <Card title={t.proposals} aside={<AsOf at={networks.asOf} />} flush>
          <p className={styles["empty"]}>{t.proposalLead}</p>
          <ul>
            {networks.proposals.map((proposal) => (
              <ProposalRow key={`${proposal.endpointId} ${proposal.subnet}`} proposal={proposal} />
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}
