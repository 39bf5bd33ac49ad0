import { asset } from "#shared/model/asset.ts";
import type { RegisterStore } from "../port.ts";
import { json } from "./columns.ts";
import type { Engine } from "./engine.ts";
import { folded } from "./texts.ts";

/** Devices of the ledger without an agent. */
export function createAssets({ db, read, write }: Engine): Pick<RegisterStore, "assets" | "putAsset"> {
  return {
    assets: async () =>
      read(() =>
        db
          .all("SELECT document FROM assets ORDER BY sort_name, id")
          .map((row) => json(row, "document", asset)),
      ),
    putAsset: async (one) =>
      write(() => {
        db.run(
          `INSERT INTO assets (id, sort_name, document) VALUES (?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET sort_name = excluded.sort_name, document = excluded.document`,
          one.id,
          folded(one.name),
          JSON.stringify(one),
        );
      }),
  };
}
