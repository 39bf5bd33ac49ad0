import type { Refusal, RefusalStore } from "../port.ts";
import { number, text } from "./columns.ts";
import type { Row } from "./database.ts";
import type { Engine } from "./engine.ts";
import { createConditions, goOn, type ListOrder, orderBy, rowsFor, toPage } from "./paging.ts";
import { moment } from "./texts.ts";

/** The most rows of one hour: whoever sends from many addresses fills this and no more; the rest is counted in one. */
const mostRowsAnHour = 1000;
const others = "(others)";
const longestPeer = 100;
const longestDetail = 500;

const order: ListOrder = {
  list: "refusals",
  columns: ["at", "no"],
  kinds: ["string", "number"],
  direction: "DESC",
};

const fromRow = (row: Row): Refusal & { readonly count: number } => ({
  at: text(row, "at"),
  endpointId: text(row, "endpoint") === "" ? null : text(row, "endpoint"),
  peer: text(row, "peer"),
  code: text(row, "code"),
  detail: text(row, "detail"),
  count: number(row, "count"),
});

export function createRefusals({ db, read, write }: Engine): RefusalStore {
  const again = (hour: string, at: string, one: Refusal): boolean =>
    db.run(
      `UPDATE refusals SET count = count + 1, at = max(at, ?), detail = ?
       WHERE hour = ? AND endpoint = ? AND peer = ? AND code = ?`,
      at,
      one.detail,
      hour,
      one.endpointId ?? "",
      one.peer,
      one.code,
    ) === 1;

  const add = (hour: string, at: string, one: Refusal): void => {
    db.run(
      "INSERT INTO refusals (hour, endpoint, peer, code, at, detail, count) VALUES (?, ?, ?, ?, ?, ?, 1)",
      hour,
      one.endpointId ?? "",
      one.peer,
      one.code,
      at,
      one.detail,
    );
  };

  return {
    add: async (refusal) =>
      write(() => {
        const at = moment(refusal.at);
        const hour = at.slice(0, "2026-11-24T09".length);
        const one: Refusal = {
          ...refusal,
          peer: refusal.peer.slice(0, longestPeer),
          detail: refusal.detail.slice(0, longestDetail),
        };
        if (again(hour, at, one)) return;
        const row = db.get("SELECT count(*) AS n FROM refusals WHERE hour = ?", hour);
        if (row === undefined || number(row, "n") < mostRowsAnHour) {
          add(hour, at, one);
          return;
        }
        const rest: Refusal = { ...one, endpointId: null, peer: others };
        if (!again(hour, at, rest)) add(hour, at, rest);
      }),
    list: async (query) =>
      read(() => {
        const conditions = createConditions();
        goOn(conditions, query, order);
        const rows = db.all(
          `SELECT * FROM refusals${conditions.where()}${orderBy(order)}`,
          ...conditions.values,
          rowsFor(query),
        );
        return toPage(rows, query, order, fromRow, (row) => [text(row, "at"), number(row, "no")]);
      }),
    countSince: async (at) =>
      read(() => {
        const row = db.get("SELECT ifnull(sum(count), 0) AS n FROM refusals WHERE at >= ?", moment(at));
        return row ? number(row, "n") : 0;
      }),
  };
}
