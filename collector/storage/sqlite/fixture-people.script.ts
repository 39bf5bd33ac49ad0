import { at, decidedStick } from "./fixture-watch.script.ts";
import type { SqliteStore } from "./index.ts";

/** A decision of a person about a medium and about a device on the network. */
export async function decisions(store: SqliteStore): Promise<void> {
  const decided = { note: null, expiresAt: null, decidedBy: "山田", decidedAt: at(20) };
  const medium = await store.registers.mediumByKey(decidedStick.key);
  await store.registers.decideMedium(medium?.id ?? "", {
    ...decided,
    right: "temporary",
    endpointIds: ["pc1"],
    managementNumber: "U-01",
    user: "佐藤",
    expiresAt: at(59),
  });
  const device = await store.registers.lanDevice("net-1", "02:00:00:00:00:11");
  await store.registers.decideLanDevice(device?.id ?? "", {
    ...decided,
    right: "fixed",
    kind: "複合機",
    place: "2階",
  });
}

/** People, what lets them in, and what is recorded of them. */
export async function people(store: SqliteStore): Promise<void> {
  const link = {
    purpose: "setup",
    personId: null,
    createdAt: at(0),
    expiresAt: at(50),
    sealed: "sealed",
  } as const;
  await store.people.putLink({ ...link, tokenHash: "link" });
  await store.people.createFirst(
    {
      id: "p1",
      name: "山田",
      email: "yamada@example.jp",
      phone: null,
      roles: ["supervisor", "manager"],
      language: "ja",
      secondFactor: true,
      siteId: "office",
      hasAccount: true,
      disabled: false,
      createdAt: at(2),
    },
    { personId: "p1", passwordHash: "$argon2id$v=19$example", totpSealed: "sealed", totpLastStep: 7 },
    "link",
    at(2),
  );
  await store.people.putLink({ ...link, tokenHash: "link-2" });
  await store.people.putLink({ ...link, tokenHash: "link-3", purpose: "account", personId: "p1" });
  await store.people.putDesignation({
    id: "des-1",
    role: "chief",
    personId: "p1",
    siteId: null,
    from: at(0),
    until: "2027-03-31T15:00:00.000Z",
    designatedBy: "理事長",
    designatedOn: "2026-11-24",
    endedAt: null,
  });
  await store.people.addSession({
    tokenHash: "session",
    personId: "p1",
    createdAt: at(3),
    lastUsedAt: at(4),
    expiresAt: at(55),
  });
  await store.people.addToken({
    id: "t1",
    tokenHash: "token",
    name: "集計",
    scope: "read",
    createdAt: at(3),
    lastUsedAt: null,
  });
  const refusal = { endpointId: null, peer: "192.0.2.99", code: "bad-frame", detail: "not JSON" };
  await store.refusals.add({ ...refusal, at: at(8) });
  await store.refusals.add({ ...refusal, at: at(9) });
  for (const action of ["account-made", "token-made"])
    await store.records.append({
      at: at(3),
      actor: { kind: "person", id: "p1", name: "山田" },
      action,
      subject: null,
      detail: { reason: "導入" },
    });
  const head = await store.records.head();
  await store.records.putCheckpoint({
    version: 1,
    at: at(58),
    chain: "c1",
    heads: [{ chain: "c1", index: head?.index ?? 1, hash: head?.hash ?? "0".repeat(64) }],
    previous: null,
    key: "ab".repeat(32),
    signature: "c2lnbmF0dXJl",
  });
  await store.settings.put("organisation", "○○水道協同組合");
}
