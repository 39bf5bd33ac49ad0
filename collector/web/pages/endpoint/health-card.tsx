import type { LatestFact } from "#shared/api/schemas.ts";
import { health } from "#shared/facts/health.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { Pairs } from "../../parts/pairs/pairs.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { endpointTexts } from "../../text/endpoint/index.ts";
import { formatDateTime } from "../../times/format.ts";
import { formatBytes } from "../../times/sizes.ts";
import { FactCard } from "./fact-card.tsx";

/** What the computer is, its disks, and what the agent itself uses. */
export function HealthCard({ latest }: { readonly latest: LatestFact | undefined }) {
  const t = useTexts(endpointTexts);
  const common = useTexts(commonTexts);
  const { language } = useLanguage();
  return (
    <FactCard name="health" latest={latest} schema={health}>
      {({ host, bootedAt, disks, agent }) => (
        <Pairs
          pairs={[
            ...(host === null
              ? []
              : [
                  {
                    label: t.model,
                    value:
                      [host.manufacturer, host.model].filter((part) => part !== null).join(" ") ||
                      common.unknown,
                  },
                  { label: t.serial, value: host.serial ?? common.unknown },
                  { label: t.kernel, value: host.kernel ?? common.unknown },
                  { label: t.memory, value: formatBytes(host.memoryBytes) },
                ]),
            {
              label: t.booted,
              value: bootedAt === null ? common.unknown : formatDateTime(bootedAt, language),
            },
            ...disks.map(({ mount, freeBytes, sizeBytes }) => ({
              label: t.disk(mount),
              value: t.diskFree(formatBytes(freeBytes), formatBytes(sizeBytes)),
            })),
            {
              label: t.agent,
              value: `${agent.version}・${t.agentUse(formatBytes(agent.rssBytes), agent.outboxPending)}`,
            },
          ]}
        />
      )}
    </FactCard>
  );
}
