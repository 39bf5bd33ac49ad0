import type { LatestFact } from "#shared/api/schemas.ts";
import { lan } from "#shared/facts/lan.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Pairs } from "../../parts/pairs/pairs.tsx";
import { endpointTexts } from "../../text/endpoint/index.ts";
import { FactCard } from "./fact-card.tsx";

/** The networks this computer is on; of an unwatched one nothing but that it is there. */
export function LanCard({ latest }: { readonly latest: LatestFact | undefined }) {
  const t = useTexts(endpointTexts);
  return (
    <FactCard name="lan" latest={latest} schema={lan}>
      {({ networks, unwatchedNetworks, interfaces, dhcpListener }) => (
        <Pairs
          pairs={[
            ...networks.map((network) => ({
              label: network.subnet,
              value: `${network.interface}・${t.lanNeighbours(network.neighbours.length)}`,
            })),
            ...(networks.length === 0 ? [{ label: "LAN", value: t.lanNone }] : []),
            ...(unwatchedNetworks > 0 ? [{ label: "—", value: t.lanUnwatched(unwatchedNetworks) }] : []),
            { label: t.dhcp, value: t.dhcpStates[dhcpListener] },
            {
              label: t.lanInterfaces,
              value: interfaces.map(({ name, mac }) => `${name} ${mac}`).join("、"),
            },
          ]}
        />
      )}
    </FactCard>
  );
}
