import { describe, expect, it } from "vitest";
import { type OneTimeLink, type Store, StoreError } from "#collector/storage/port.ts";
import type { Designation } from "#shared/model/role.ts";
import { at, person } from "./samples.ts";

const credential = (personId: string, passwordHash = "$argon2id$v=19$new") => ({
  personId,
  passwordHash,
  totpSealed: "sealed",
  totpLastStep: 3,
});
const invitation = (tokenHash: string, personId: string): OneTimeLink => ({
  tokenHash,
  purpose: "account",
  personId,
  createdAt: at(0),
  expiresAt: at(600),
  sealed: null,
});
const session = (tokenHash: string, personId: string) => ({
  tokenHash,
  personId,
  createdAt: at(0),
  lastUsedAt: at(0),
  expiresAt: at(900),
});
const designation = (id: string, personId: string, more: Partial<Designation> = {}): Designation => ({
  id,
  role: "supervisor",
  personId,
  siteId: null,
  from: at(0),
  until: at(10_000),
  designatedBy: "理事長",
  designatedOn: "2026-11-24",
  endedAt: null,
  ...more,
});

export function accountCases(store: () => Store): void {
  describe("an account", () => {
    it("is opened by its link, which ends every session and every other link of that person", async () => {
      await store().people.put(person("p1", { hasAccount: false, secondFactor: false }));
      await store().people.put(person("p2"));
      for (const link of ["link", "older"]) await store().people.putLink(invitation(link, "p1"));
      await store().people.putLink(invitation("another", "p2"));
      expect(await store().people.link("link")).toEqual(invitation("link", "p1"));
      await store().people.addSession(session("s1", "p1"));
      await store().people.addSession(session("s2", "p2"));
      expect(await store().people.openAccount(credential("p1"), "link", at(10))).toBe(true);
      expect(await store().people.credential("p1")).toEqual(credential("p1"));
      expect(await store().people.get("p1")).toMatchObject({ hasAccount: true, secondFactor: true });
      expect(await store().people.session("s1")).toBeNull();
      expect(await store().people.session("s2")).not.toBeNull();
      expect(await store().people.link("link")).toBeNull();
      expect(await store().people.link("older")).toBeNull();
      expect(await store().people.link("another")).not.toBeNull();
    });

    it("is opened anew by another link, with another credential", async () => {
      await store().people.put(person("p1"));
      for (const [link, hash] of [
        ["link-1", "$argon2id$v=19$one"],
        ["link-2", "$argon2id$v=19$two"],
      ] as const) {
        await store().people.putLink(invitation(link, "p1"));
        expect(await store().people.openAccount(credential("p1", hash), link, at(10))).toBe(true);
      }
      expect((await store().people.credential("p1"))?.passwordHash).toBe("$argon2id$v=19$two");
    });

    it("is not opened by a link that is another's, of another purpose, ended or used", async () => {
      await store().people.put(person("p1"));
      await store().people.put(person("p2"));
      await store().people.putLink(invitation("link", "p1"));
      await store().people.putLink({ ...invitation("setup", "p1"), purpose: "setup" });
      const open = async (personId: string, link: string, second = 10): Promise<boolean> =>
        store().people.openAccount(credential(personId), link, at(second));
      expect(await open("p2", "link")).toBe(false);
      expect(await open("p1", "setup")).toBe(false);
      expect(await open("p1", "nothing")).toBe(false);
      expect(await open("p1", "link", 600)).toBe(false);
      expect(await open("nobody", "link")).toBe(false);
      expect(await store().people.credential("p1")).toBeNull();
      expect(await Promise.all([open("p1", "link"), open("p1", "link")])).toEqual([true, false]);
      expect(await store().people.createFirst(person("p3"), credential("p3"), "link", at(10))).toBe(false);
    });
  });

  describe("a person made 無効", () => {
    it("has no account, no session, no link and no designation from then on", async () => {
      await store().people.put(person("p1"));
      await store().people.put(person("p2"));
      for (const id of ["p1", "p2"]) {
        await store().people.putLink(invitation(`link-${id}`, id));
        await store().people.openAccount(credential(id), `link-${id}`, at(1));
        await store().people.addSession(session(`s-${id}`, id));
        await store().people.putLink(invitation(`again-${id}`, id));
        await store().people.putDesignation(designation(`d-${id}`, id));
      }
      await store().people.putDesignation(designation("over", "p1", { until: at(20) }));
      await store().people.putDesignation(designation("early", "p1", { endedAt: at(15) }));
      await store().people.putDesignation(designation("coming", "p1", { from: at(500) }));
      await store().people.disable("p1", at(30));
      expect(await store().people.get("p1")).toEqual(person("p1", { disabled: true, hasAccount: false }));
      expect(await store().people.credential("p1")).toBeNull();
      expect(await store().people.session("s-p1")).toBeNull();
      expect(await store().people.link("again-p1")).toBeNull();
      expect(await store().people.withRole("staff")).toMatchObject([{ id: "p2" }]);
      const ends = new Map((await store().people.designations()).map((one) => [one.id, one.endedAt]));
      expect(Object.fromEntries(ends)).toEqual({
        "d-p1": at(30),
        coming: at(30),
        over: null,
        early: at(15),
        "d-p2": null,
      });
      expect(await store().people.credential("p2")).not.toBeNull();
      expect(await store().people.session("s-p2")).not.toBeNull();
      expect(await store().people.link("again-p2")).not.toBeNull();
    });

    it("is not let in again by a link, and stays so when it is done twice", async () => {
      await store().people.put(person("p1"));
      await store().people.putDesignation(designation("d1", "p1"));
      await store().people.disable("p1", at(30));
      await store().people.disable("p1", at(40));
      expect(await store().people.designations()).toMatchObject([{ endedAt: at(30) }]);
      await store().people.putLink(invitation("late", "p1"));
      expect(await store().people.openAccount(credential("p1"), "late", at(50))).toBe(false);
      await expect(store().people.disable("nobody", at(30))).rejects.toBeInstanceOf(StoreError);
    });
  });

  describe("designations", () => {
    it("are kept as last written, the newest first", async () => {
      await store().people.put(person("p1"));
      await store().people.putDesignation(designation("d1", "p1", { from: at(10) }));
      await store().people.putDesignation(designation("d2", "p1", { from: at(30) }));
      await store().people.putDesignation(designation("d3", "p1", { from: at(20), siteId: "firm-1" }));
      const ended = designation("d1", "p1", { from: at(10), endedAt: at(15) });
      await store().people.putDesignation(ended);
      const all = await store().people.designations();
      expect(all.map((one) => one.id)).toEqual(["d2", "d3", "d1"]);
      expect(all.at(-1)).toEqual(ended);
    });
  });
}
