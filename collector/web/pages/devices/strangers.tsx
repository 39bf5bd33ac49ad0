import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { LanDevice, Network } from "#shared/model/register.ts";
import { call, CallFailure } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { useAuthorised, WhoDecides } from "../../parts/authority/authority.tsx";
import { AsOf } from "../../parts/as-of/as-of.tsx";
import { Card } from "../../parts/card/card.tsx";
import { Tag } from "../../parts/tag/tag.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { devicesTexts } from "../../text/devices/index.ts";
import { formatDay, formatMoment } from "../../times/format.ts";
import { useNow } from "../../times/now.ts";
import { guessFrom, sortStrangers, type RandomGroup } from "./random-groups.ts";
import { StrangerActs } from "./stranger-acts.tsx";
import styles from "./devices.module.css";

type Names = (networkId: string) => Network | null;

function About({ device, network }: { readonly device: LanDevice; readonly network: Network | null }) {
  const t = useTexts(devicesTexts);
  const common = useTexts(commonTexts);
  const { language } = useLanguage();
  const now = useNow();
  const guess = guessFrom(device.hostName);
  const facts = [
    device.randomMac ? t.randomMac : (device.vendor ?? common.unknown),
    device.addresses[0],
    network?.name,
    t.seenAt(formatMoment(device.firstSeenAt, now, language), formatMoment(device.lastSeenAt, now, language)),
  ];
  return (
    <div>
      <h3 className={styles["networkName"]}>
        {device.hostName ?? t.unnamed} {device.router ? <Tag tone="quiet">{t.router}</Tag> : null}{" "}
        <span className={styles["mac"]}>{device.mac}</span>
      </h3>
      <p className={styles["soft"]}>{facts.filter((part) => part !== undefined).join("・")}</p>
      {guess === null ? null : <p className={styles["soft"]}>{t.guess(t.guesses[guess])}</p>}
    </div>
  );
}

function Group({ group, network }: { readonly group: RandomGroup; readonly network: Network | null }) {
  const t = useTexts(devicesTexts);
  const { language } = useLanguage();
  const client = useQueryClient();
  const may = useMay();
  const authorised = useAuthorised();
  const [busy, setBusy] = useState(false);
  const names = [...new Set(group.devices.flatMap(({ hostName }) => hostName ?? []))];
  // One after the other: where one is refused, those before it stay allowed and are shown so.
  const allowToday = async (): Promise<void> => {
    setBusy(true);
    try {
      for (const { id, kind, place, note } of group.devices)
        await call("decideLanDevice", {
          params: { id },
          body: { right: "temporary", kind, place, note, expiresAt: null },
        });
    } catch (error) {
      const sentence = error instanceof CallFailure ? error.sentence[language] : String(error);
      notifications.show({ message: sentence, autoClose: 10_000, color: "yellow" });
    } finally {
      setBusy(false);
      await client.invalidateQueries();
    }
  };
  return (
    <li className={styles["network"]}>
      <div>
        <h3 className={styles["networkName"]}>
          {t.randomGroup(group.devices.length)}{" "}
          <span className={styles["mac"]}>
            {network?.name}・{formatDay(group.day, language)}
          </span>
        </h3>
        <p className={styles["soft"]}>{t.randomHint}</p>
        {names.length === 0 ? null : <p className={styles["soft"]}>{t.randomNames(names.join(t.comma))}</p>}
      </div>
      {may("decideLanDevice") && authorised("lan-today") ? (
        <div className={styles["acts"]}>
          <Button variant="default" loading={busy} onClick={() => void allowToday()}>
            {t.allToday(group.devices.length)}
          </Button>
        </div>
      ) : null}
      <details className={styles["fold"]}>
        <summary>{t.showList(group.devices.length)}</summary>
        <ul>
          {group.devices.map((device) => (
            <li key={device.id} className={styles["network"]} data-row={device.id}>
              <About device={device} network={network} />
              <StrangerActs device={device} siteId={network?.siteId ?? null} />
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

/** Devices that wait for a person's answer; random addresses of one network and day are one row. */
export function Strangers({
  devices,
  networkOf,
  asOf,
}: {
  readonly devices: readonly LanDevice[];
  readonly networkOf: Names;
  readonly asOf: string;
}) {
  const t = useTexts(devicesTexts);
  const may = useMay();
  const authorised = useAuthorised();
  const sorted = sortStrangers(devices);
  // A list of one would only hide it.
  const groups = sorted.groups.filter((group) => group.devices.length > 1);
  const single = [
    ...sorted.single,
    ...sorted.groups.flatMap((group) => (group.devices.length > 1 ? [] : group.devices)),
  ];
  if (single.length === 0 && groups.length === 0) return null;
  const missing = (["lan-allow", "lan-today"] as const).filter((name) => !authorised(name));
  return (
    <Card title={t.strangers} aside={<AsOf at={asOf} />} flush>
      <p className={styles["empty"]}>{t.strangersLead}</p>
      {!may("decideLanDevice") || missing.length === 0 ? null : (
        <div className={styles["empty"]}>
          {missing.map((name) => (
            <WhoDecides key={name} name={name} />
          ))}
        </div>
      )}
      <ul>
        {single.map((device) => (
          <li key={device.id} className={styles["network"]} data-row={device.id}>
            <About device={device} network={networkOf(device.networkId)} />
            <StrangerActs device={device} siteId={networkOf(device.networkId)?.siteId ?? null} />
          </li>
        ))}
        {groups.map((group) => (
          <Group key={group.key} group={group} network={networkOf(group.networkId)} />
        ))}
      </ul>
    </Card>
  );
}
