import type { LatestFact } from "#shared/api/schemas.ts";
import { mediaKinds, usb, usbKindWords, type UsbDevice } from "#shared/facts/usb.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { DataTable, type Column } from "../../parts/data-table/data-table.tsx";
import { Pairs } from "../../parts/pairs/pairs.tsx";
import { Serial } from "../../parts/serial/serial.tsx";
import { endpointTexts } from "../../text/endpoint/index.ts";
import { formatBytes } from "../../times/sizes.ts";
import { FactCard } from "./fact-card.tsx";
import styles from "./endpoint.module.css";

/** What is plugged in now. */
export function UsbCard({ latest }: { readonly latest: LatestFact | undefined }) {
  const t = useTexts(endpointTexts);
  const word = useWord();
  const volumes = (device: UsbDevice): string =>
    device.volumes
      .map(({ label, fileSystem, encryption }) =>
        [label ?? "—", fileSystem ?? "", t.encryption[encryption]].filter((part) => part !== "").join(" "),
      )
      .join("、");
  const columns: readonly Column<UsbDevice>[] = [
    { key: "kind", head: t.device, kind: "lead", render: (row) => word(usbKindWords[row.kind]) },
    {
      key: "maker",
      head: t.maker,
      render: (row) => [row.vendor ?? row.vendorId, row.product ?? row.productId].join(" "),
    },
    {
      key: "serial",
      head: t.usbSerial,
      render: (row) => <Serial serial={row.serial} quality={row.serialQuality} />,
    },
    {
      key: "size",
      head: t.size,
      kind: "figure",
      render: (row) => (row.sizeBytes === null ? "—" : formatBytes(row.sizeBytes)),
    },
    { key: "volumes", head: t.volumes, render: (row) => volumes(row) || "—" },
  ];
  return (
    <FactCard name="usb" latest={latest} schema={usb}>
      {({ devices, watch, assist }) => (
        <>
          <Pairs
            pairs={[
              { label: t.usbWatch, value: t.usbWatchStates[watch] },
              { label: t.usbAssist, value: t.usbWatchStates[assist] },
            ]}
          />
          {devices.length === 0 ? (
            <p>{t.usbNone}</p>
          ) : (
            <div className={styles["table"]}>
              <DataTable
                caption={t.device}
                columns={columns}
                rows={devices.toSorted(
                  (a, b) => Number(mediaKinds.has(b.kind)) - Number(mediaKinds.has(a.kind)),
                )}
                rowKey={({ key, port }) => `${port} ${key}`}
              />
            </div>
          )}
        </>
      )}
    </FactCard>
  );
}
