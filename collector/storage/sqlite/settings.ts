import type { SettingStore } from "../port.ts";
import { text } from "./columns.ts";
import type { Engine } from "./engine.ts";

export function createSettings({ db, read, write }: Engine): SettingStore {
  return {
    get: async (key) =>
      read(() => {
        const row = db.get("SELECT value FROM settings WHERE key = ?", key);
        return row ? text(row, "value") : null;
      }),
    put: async (key, value) =>
      write(() => {
        db.run(
          "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
          key,
          value,
        );
      }),
  };
}
