import { Checkbox, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { networkMode, type Network } from "#shared/model/register.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { devicesTexts } from "../../text/devices/index.ts";

/** Ends learning, optionally allowing all that was seen. */
export function EndLearning({
  network,
  undecided,
  onClose,
}: {
  readonly network: Network;
  readonly undecided: number;
  readonly onClose: () => void;
}) {
  const t = useTexts(devicesTexts);
  const [allowInitial, setAllow] = useState(false);
  const change = useAct("updateNetwork", onClose);
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t.endLearning}
      act={t.endLearning}
      busy={change.isPending}
      onAct={() =>
        change.mutate({
          params: { id: network.id },
          body: {
            name: network.name,
            mode: "watching",
            gatewayMacs: [...network.gatewayMacs],
            allowInitial,
          },
        })
      }
    >
      <p>{t.endAsk(network.name)}</p>
      <Checkbox
        mt="sm"
        label={t.allowAll(undecided)}
        checked={allowInitial}
        onChange={(event) => setAllow(event.currentTarget.checked)}
      />
    </Confirm>
  );
}

/** Changes a network's name, treatment and router. */
export function NetworkForm({
  network,
  onClose,
}: {
  readonly network: Network;
  readonly onClose: () => void;
}) {
  const t = useTexts(devicesTexts);
  const common = useTexts(commonTexts);
  const [name, setName] = useState(network.name);
  const [mode, setMode] = useState(network.mode);
  const [gateways, setGateways] = useState(network.gatewayMacs.join("\n"));
  const change = useAct("updateNetwork", onClose);
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t.changeNetwork}
      act={common.save}
      busy={change.isPending}
      onAct={() => {
        const gatewayMacs = gateways
          .toLowerCase()
          .split(/[\s,]+/u)
          .filter((mac) => mac !== "");
        change.mutate({ params: { id: network.id }, body: { name, mode, gatewayMacs } });
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t.networkName}
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t.mode}
          description={t.modeHints[mode]}
          value={mode}
          onChange={({ currentTarget: { value } }) => {
            const chosen = networkMode.safeParse(value);
            if (chosen.success) setMode(chosen.data);
          }}
          data={networkMode.options.map((value) => ({ value, label: t.modes[value] }))}
        />
        <Textarea
          label={t.gateways}
          description={t.gatewaysHint}
          autosize
          minRows={2}
          value={gateways}
          onChange={(event) => setGateways(event.currentTarget.value)}
        />
      </Stack>
    </Confirm>
  );
}
