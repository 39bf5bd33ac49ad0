import { Checkbox } from "@mantine/core";
import { useState } from "react";
import type { Network } from "#shared/model/register.ts";
import { useAct, useAsk } from "../../client/queries.ts";
import { useTexts } from "../../language/language-context.tsx";
import { useAuthorised, WhoDecides } from "../../parts/authority/authority.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { View } from "../../parts/view/view.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { devicesTexts } from "../../text/devices/index.ts";
import styles from "./devices.module.css";

/** Ends learning, with the list of what was seen, to be allowed at once. */
export function EndLearning({
  network,
  onClose,
}: {
  readonly network: Network;
  readonly onClose: () => void;
}) {
  const t = useTexts(devicesTexts);
  const common = useTexts(commonTexts);
  const authorised = useAuthorised();
  const mayAllow = authorised("lan-allow");
  const [allowInitial, setAllow] = useState(false);
  const change = useAct("updateNetwork", onClose);
  const asked = useAsk("listLanDevices", {
    query: { networkId: network.id, right: "initial", limit: 500 },
  });
  const seen = (asked.data?.items ?? []).filter(
    (device) => device.networkId === network.id && device.right === "initial" && device.endpointId === null,
  );
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
      <View of={asked}>
        {() =>
          seen.length === 0 ? (
            <p className={styles["soft"]}>{t.nothingSeen}</p>
          ) : (
            <>
              {mayAllow ? (
                <Checkbox
                  mt="sm"
                  label={t.allowAll(seen.length)}
                  description={t.allowAllNote}
                  checked={allowInitial}
                  onChange={(event) => setAllow(event.currentTarget.checked)}
                />
              ) : (
                <WhoDecides name="lan-allow" />
              )}
              <ul className={styles["seen"]} aria-label={t.seenList}>
                {seen.map((device) => (
                  <li key={device.id}>
                    {device.hostName ?? t.unnamed}{" "}
                    <span className={styles["mac"]}>
                      {[device.randomMac ? t.randomMac : (device.vendor ?? common.unknown), device.mac].join(
                        "・",
                      )}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </View>
    </Confirm>
  );
}
