import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Verdict, verifyStore } from "../../cli/verify/verify.ts";
import { createCopies, type Installation, makeInstallation, withDatabase } from "./verify-installation.ts";

const root = mkdtempSync(join(tmpdir(), "hinomi-verify-"));
let made: Installation;
const copies = createCopies(() => made);
beforeAll(async () => {
  made = await makeInstallation(root);
});
afterAll(() => {
  copies.end();
  rmSync(root, { recursive: true });
});

const look = (data: string): Verdict => verifyStore({ data, store: null, checkpoint: null, publicKey: null });

const provedColumns: Readonly<
  Record<string, { readonly where: string; readonly columns: readonly string[] }>
> = {
  records: {
    where: "1",
    columns: ["no", "chain", "idx", "previous", "payload_hash", "hash", "salt", "payload"],
  },
  checkpoints: { where: "1", columns: ["no", "signature", "document"] },
  incident_events: { where: "1", columns: ["no", "id", "incident_id", "document"] },
  gaps: { where: "1", columns: ["id", "subject", "endpoint_id", "fact", "from_at", "to_at", "document"] },
  reports: { where: "1", columns: ["id", "period_from", "document"] },
  media: {
    where: "decided_at IS NOT NULL",
    columns: [
      "id",
      "register_key",
      "decision",
      "endpoint_ids",
      "management_number",
      "user",
      "note",
      "decided_by",
      "decided_at",
    ],
  },
  lan_devices: {
    where: "decided_at IS NOT NULL",
    columns: ["id", "network_id", "mac", "decision", "kind", "place", "note", "decided_by", "decided_at"],
  },
  deliveries: {
    where: "attempted_at IS NOT NULL",
    columns: ["id", "state", "last_error", "about_kind", "about_id", "person_id", "channel"],
  },
};

describe("any single changed character", () => {
  it("of what is proved is found", () => {
    const place = copies.take();
    const cells = withDatabase(join(place, "hinomi.db"), (db) =>
      Object.entries(provedColumns).flatMap(([table, { where, columns }]) =>
        columns.flatMap((column) =>
          db
            .prepare(
              `SELECT rowid AS at, ${column} AS value FROM ${table} WHERE ${where} AND ${column} IS NOT NULL`,
            )
            .all()
            .map(({ at: rowid, value }) => ({
              table,
              column,
              rowid: Number(rowid),
              text: String(value),
              number: typeof value === "number",
            })),
        ),
      ),
    );
    expect(new Set(cells.map((cell) => `${cell.table}.${cell.column}`)).size).toBe(
      Object.values(provedColumns).flatMap(({ columns }) => columns).length,
    );
    const letters = Array.from('09aAfFzZ -+"\\/{}[],:.日\u00e9\ufffd\u0000');
    withDatabase(join(place, "hinomi.db"), (db) => {
      fc.assert(
        fc.property(
          fc.constantFrom(...cells),
          fc.nat(),
          fc.constantFrom(...letters),
          (cell, where, letter) => {
            const old = Array.from(cell.text);
            const position = where % old.length;
            const text = old.with(position, letter).join("");
            const value = cell.number ? Number(text) : text;
            fc.pre(
              text !== cell.text &&
                (!cell.number || (Number.isSafeInteger(value) && value !== Number(cell.text))),
            );
            db.exec("SAVEPOINT one");
            db.exec("RELEASE one");
            const places = `UPDATE ${cell.table} SET ${cell.column} = ? WHERE rowid = ?`;
            const moved = cell.column === "no" ? Number(value) : cell.rowid;
            try {
              db.prepare(places).run(value, cell.rowid);
            } catch {
              // The place is taken: nobody can change it so.
              fc.pre(false);
            }
            const { holds } = look(place);
            db.prepare(places).run(cell.number ? Number(cell.text) : cell.text, moved);
            expect(holds).toBe(false);
          },
        ),
        { numRuns: 400 },
      );
    });
    expect(look(place).holds).toBe(true);
  });
});

describe("the program that verifies", () => {
  it("imports nothing of the collector", () => {
    const seen = new Set<string>();
    const outside = new Set<string>();
    const follow = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      const text = readFileSync(file, "utf8");
      for (const match of text.matchAll(/^(?:import|export|\} from|.*\bimport\().*?"([^"\n]+)"/gmu)) {
        const name = match[1] ?? "";
        if (name.startsWith(".")) follow(join(dirname(file), name));
        else outside.add(name);
      }
    };
    follow("cli/commands/verify.ts");
    expect([...seen].filter((file) => relative("cli/verify", file).startsWith(".."))).toEqual([
      "cli/commands/verify.ts",
    ]);
    expect(seen.size).toBeGreaterThan(8);
    expect([...outside].filter((name) => !name.startsWith("node:"))).toEqual(["commander"]);
    expect([...outside]).toContain("node:sqlite");
  });
});
