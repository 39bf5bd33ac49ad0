import { NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { assetKind, assetKindWords, assetState, assetStateWords, type Asset } from "#shared/model/asset.ts";
import type { Site } from "#shared/model/endpoint.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts, useWord } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { readMacs } from "../../parts/network-entry/network-entry.ts";
import { commonTexts } from "../../text/common/index.ts";
import { assetsTexts } from "../../text/assets/index.ts";
import styles from "./assets.module.css";

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

interface AssetFormProps {
  /** The device to change, or null to enter a new one. */
  readonly asset: Asset | null;
  readonly sites: readonly Site[];
  readonly onClose: () => void;
}

/** Enters a device without an agent, or changes one. */
export function AssetForm({ asset, sites, onClose }: AssetFormProps) {
  const t = useTexts(assetsTexts);
  const common = useTexts(commonTexts);
  const word = useWord();
  const [kind, setKind] = useState(asset?.kind ?? "handheld");
  const [state, setState] = useState(asset?.state ?? "in-use");
  const [name, setName] = useState(asset?.name ?? "");
  const [managementNumber, setNumber] = useState(asset?.managementNumber ?? "");
  const [chosen, setSite] = useState(asset?.siteId ?? "");
  const [place, setPlace] = useState(asset?.place ?? "");
  const [user, setUser] = useState(asset?.user ?? "");
  const [mac, setMac] = useState(asset?.mac ?? "");
  const [note, setNote] = useState(asset?.note ?? "");
  const [tried, setTried] = useState(false);
  const create = useAct("createAsset", onClose);
  const update = useAct("updateAsset", onClose);
  const siteId = chosen === "" ? (sites[0]?.id ?? "") : chosen;
  const read = readMacs(mac);
  const [first, ...others] = read.ok ? read.values : [];
  const macError = !read.ok ? t.macWrong(read.wrong) : others.length > 0 ? t.macWrong(mac.trim()) : null;
  const send = (): void => {
    setTried(true);
    if (macError !== null) return;
    const body = {
      kind,
      name,
      managementNumber: orNull(managementNumber),
      siteId,
      place: orNull(place),
      user: orNull(user),
      mac: first ?? null,
      note: orNull(note),
      state,
    };
    if (asset === null) create.mutate({ body });
    else update.mutate({ params: { id: asset.id }, body });
  };
  return (
    <Confirm
      opened
      onClose={onClose}
      title={asset === null ? t.addTitle : t.changeTitle(asset.name)}
      act={asset === null ? t.add : common.save}
      busy={create.isPending || update.isPending}
      disabled={siteId === ""}
      onAct={send}
    >
      <Stack gap="sm">
        <div className={styles["fields"]}>
          <NativeSelect
            label={t.kind}
            value={kind}
            onChange={(event) => setKind(assetKind.catch("other").parse(event.currentTarget.value))}
            data={assetKind.options.map((value) => ({ value, label: word(assetKindWords[value]) }))}
          />
          <NativeSelect
            label={t.state}
            value={state}
            onChange={(event) => setState(assetState.catch("in-use").parse(event.currentTarget.value))}
            data={assetState.options.map((value) => ({ value, label: word(assetStateWords[value]) }))}
          />
        </div>
        <p className={styles["soft"]} aria-live="polite">
          {t.stateHints[state]}
        </p>
        <div className={styles["fields"]}>
          <TextInput
            label={t.name}
            placeholder={t.nameHint}
            required
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t.managementNumber}
            maxLength={40}
            value={managementNumber}
            onChange={(event) => setNumber(event.currentTarget.value)}
          />
          <NativeSelect
            label={t.site}
            value={siteId}
            onChange={(event) => setSite(event.currentTarget.value)}
            data={sites.map((site) => ({ value: site.id, label: site.name }))}
          />
          <TextInput
            label={t.place}
            maxLength={80}
            value={place}
            onChange={(event) => setPlace(event.currentTarget.value)}
          />
          <TextInput
            label={t.user}
            maxLength={80}
            value={user}
            onChange={(event) => setUser(event.currentTarget.value)}
          />
        </div>
        <TextInput
          label={t.mac}
          description={t.macHint}
          maxLength={40}
          value={mac}
          error={tried ? macError : null}
          onChange={(event) => setMac(event.currentTarget.value)}
        />
        <Textarea
          label={t.note}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </Stack>
    </Confirm>
  );
}
