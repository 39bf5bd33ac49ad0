import { NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { networkMode, type Network } from "#shared/model/register.ts";
import { useAct, useAsk } from "../../client/queries.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { devicesTexts } from "../../text/devices/index.ts";
import { readMacs, readSubnets } from "../../parts/network-entry/network-entry.ts";

interface NetworkFormProps {
  /** The network to change, or null to enter a new one. */
  readonly network: Network | null;
  readonly onClose: () => void;
}

/** Enters a network by hand, or changes one. Mistakes are told beside the field, before anything is sent. */
export function NetworkForm({ network, onClose }: NetworkFormProps) {
  const t = useTexts(devicesTexts);
  const common = useTexts(commonTexts);
  const sites = useAsk("listSites", { query: {} });
  const [name, setName] = useState(network?.name ?? "");
  const [chosen, setChosen] = useState("");
  const [mode, setMode] = useState<Network["mode"]>(network?.mode ?? "learning");
  const [subnets, setSubnets] = useState(network?.subnets.join("\n") ?? "");
  const [gateways, setGateways] = useState(network?.gatewayMacs.join("\n") ?? "");
  const [tried, setTried] = useState(false);
  const change = useAct("updateNetwork", onClose);
  const create = useAct("createNetwork", onClose);
  const siteId = chosen === "" ? (sites.data?.items[0]?.id ?? "") : chosen;
  const readNets = readSubnets(subnets);
  const readGateways = readMacs(gateways);
  const subnetError = !readNets.ok
    ? t.subnetWrong(readNets.wrong)
    : readNets.values.length === 0
      ? t.subnetMissing
      : null;
  const gatewayError = readGateways.ok ? null : t.gatewayWrong(readGateways.wrong);
  const nameError = name.trim() === "" ? t.nameMissing : null;
  const send = (): void => {
    setTried(true);
    if (nameError !== null || subnetError !== null || !readNets.ok || !readGateways.ok) return;
    const body = { name, mode, subnets: [...readNets.values], gatewayMacs: [...readGateways.values] };
    if (network === null) create.mutate({ body: { ...body, siteId } });
    else change.mutate({ params: { id: network.id }, body });
  };
  return (
    <Confirm
      opened
      onClose={onClose}
      title={network === null ? t.enterNetwork : t.changeNetwork}
      act={network === null ? t.watchThis : common.save}
      busy={change.isPending || create.isPending}
      onAct={send}
    >
      <Stack gap="sm">
        {network === null ? <p>{t.enterLead}</p> : null}
        <TextInput
          label={t.networkName}
          description={t.networkNameHint}
          withAsterisk
          maxLength={80}
          value={name}
          error={tried ? nameError : null}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {network === null ? (
          <NativeSelect
            label={t.site}
            value={siteId}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={(sites.data?.items ?? []).map((site) => ({ value: site.id, label: site.name }))}
          />
        ) : null}
        <NativeSelect
          label={t.mode}
          description={t.modeHints[mode]}
          value={mode}
          onChange={({ currentTarget: { value } }) => {
            const picked = networkMode.safeParse(value);
            if (picked.success) setMode(picked.data);
          }}
          data={networkMode.options.map((value) => ({ value, label: t.modes[value] }))}
        />
        <Textarea
          label={t.subnets}
          description={t.subnetsHint}
          withAsterisk
          autosize
          minRows={1}
          value={subnets}
          error={tried ? subnetError : null}
          onChange={(event) => setSubnets(event.currentTarget.value)}
        />
        <Textarea
          label={t.gateways}
          description={t.gatewaysHint}
          autosize
          minRows={1}
          value={gateways}
          error={tried ? gatewayError : null}
          onChange={(event) => setGateways(event.currentTarget.value)}
        />
      </Stack>
    </Confirm>
  );
}
