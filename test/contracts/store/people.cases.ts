import { describe, expect, it } from "vitest";
import { type Store, StoreError } from "#collector/storage/port.ts";
import { at, person } from "./samples.ts";

const credential = (personId: string) => ({
  personId,
  passwordHash: "$argon2id$v=19$example",
  totpSealed: "sealed",
  totpLastStep: 0,
});
const setupLink = (tokenHash: string) => ({
  tokenHash,
  purpose: "setup" as const,
  personId: null,
  createdAt: at(0),
  expiresAt: at(600),
  sealed: null,
});

export function peopleCases(store: () => Store): void {
  const first = async (id: string, link: string, now = at(10)): Promise<boolean> =>
    store().people.createFirst(person(id), credential(id), link, now);

  describe("people", () => {
    it("are kept as last written, found by id, mail address and chair", async () => {
      await store().people.put(person("p1", { roles: ["supervisor", "manager"] }));
      await store().people.put(
        person("p2", { email: "Sato@Example.jp", roles: ["manager"], createdAt: at(5) }),
      );
      await store().people.put(person("p3", { roles: ["manager"], disabled: true, createdAt: at(6) }));
      await store().people.put(
        person("p2", { email: "Sato@Example.jp", roles: ["manager", "staff"], createdAt: at(5) }),
      );
      expect((await store().people.list()).map((one) => one.id)).toEqual(["p1", "p2", "p3"]);
      expect(await store().people.get("p2")).toMatchObject({ roles: ["manager", "staff"] });
      expect((await store().people.byEmail("sato@example.JP"))?.id).toBe("p2");
      expect((await store().people.withRole("manager")).map((one) => one.id)).toEqual(["p1", "p2"]);
      expect(await store().people.withRole("chief")).toEqual([]);
      expect(await store().people.get("p9")).toBeNull();
      expect(await store().people.byEmail("p9@example.jp")).toBeNull();
    });

    it("have a mail address of their own", async () => {
      await store().people.put(person("p1"));
      await expect(store().people.put(person("p2", { email: "P1@example.jp" }))).rejects.toBeInstanceOf(
        StoreError,
      );
      expect(await store().people.get("p2")).toBeNull();
    });
  });

  describe("the first account", () => {
    it("is made through a link, which is then gone", async () => {
      await store().people.putLink(setupLink("link"));
      expect(await store().people.link("link")).toEqual(setupLink("link"));
      await store().people.putLink({ ...setupLink("link"), sealed: "secret" });
      expect(await store().people.link("link")).toMatchObject({ sealed: "secret" });
      expect(await first("p1", "link")).toBe(true);
      expect(await store().people.link("link")).toBeNull();
      expect(await store().people.credential("p1")).toEqual(credential("p1"));
      expect(await store().people.credential("p2")).toBeNull();
    });

    it("is not made by a link that nobody made, that ended or that was used", async () => {
      await store().people.putLink(setupLink("link"));
      expect(await first("p1", "other")).toBe(false);
      expect(await first("p1", "link", at(600))).toBe(false);
      expect(await store().people.list()).toEqual([]);
      expect(await first("p1", "link")).toBe(true);
      await store().people.putLink(setupLink("second"));
      expect(await first("p2", "second")).toBe(false);
    });

    it("is made once when many try at the same moment", async () => {
      await store().people.putLink(setupLink("link"));
      await store().people.putLink(setupLink("link-2"));
      const made = await Promise.all(
        Array.from({ length: 10 }, async (_, i) => first(`p${i}`, i % 2 === 0 ? "link" : "link-2")),
      );
      expect(made.filter(Boolean)).toHaveLength(1);
      expect(await store().people.list()).toHaveLength(1);
    });
  });

  describe("ways in", () => {
    it("accept a step of the second factor once, and none before it", async () => {
      await store().people.putLink(setupLink("link"));
      await first("p1", "link");
      const use = async (step: number): Promise<boolean> => store().people.useTotpStep("p1", step);
      expect(await Promise.all([use(100), use(100), use(100)])).toEqual([true, false, false]);
      expect([await use(99), await use(100), await use(101)]).toEqual([false, false, true]);
      expect((await store().people.credential("p1"))?.totpLastStep).toBe(101);
      expect(await store().people.useTotpStep("p2", 5)).toBe(false);
    });

    it("keep a session until it is ended", async () => {
      await store().people.put(person("p1"));
      const session = {
        tokenHash: "s1",
        personId: "p1",
        createdAt: at(0),
        lastUsedAt: at(0),
        expiresAt: at(900),
      };
      await store().people.addSession(session);
      expect(await store().people.session("s1")).toEqual(session);
      await store().people.touchSession("s1", at(50));
      expect(await store().people.session("s1")).toEqual({ ...session, lastUsedAt: at(50) });
      await store().people.endSession("s1");
      expect(await store().people.session("s1")).toBeNull();
    });

    it("keep tokens of programs until they are deleted", async () => {
      const token = {
        id: "t1",
        tokenHash: "h1",
        name: "集計",
        scope: "read",
        createdAt: at(0),
        lastUsedAt: null,
      } as const;
      await store().people.addToken(token);
      await store().people.addToken({
        ...token,
        id: "t2",
        tokenHash: "h2",
        scope: "write",
        createdAt: at(1),
      });
      expect(await store().people.token("h1")).toEqual(token);
      await store().people.touchToken("t1", at(70));
      expect((await store().people.tokens()).map((one) => [one.id, one.lastUsedAt])).toEqual([
        ["t1", at(70)],
        ["t2", null],
      ]);
      expect(await store().people.deleteToken("t1")).toBe(true);
      expect(await store().people.deleteToken("t1")).toBe(false);
      expect(await store().people.token("h1")).toBeNull();
    });
  });
}
