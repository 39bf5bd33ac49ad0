import type { DatabaseSync } from "node:sqlite";
import {
  addLoss,
  defaultLimits,
  healthObservation,
  type Loss,
  lossObservation,
  maxObservationBytes,
  type NewObservation,
  numbered,
  type Outbox,
  OutboxError,
  type OutboxLimits,
  type OutboxRow,
  roomAfterOverflow,
} from "../core/outbox.ts";
import { type Log } from "../core/log.ts";
import { isDamage, newEpoch, numberOf, openOutboxFile, outboxError } from "./sqlite-outbox-file.ts";
import { prepareStatements, type Statements, type StoredRow } from "./sqlite-outbox-statements.ts";

interface Waiting {
  readonly observation: NewObservation;
  readonly text: string;
  readonly resolve: (seq: number) => void;
  readonly reject: (error: OutboxError) => void;
}

export interface SqliteOutboxOptions {
  /** The file; its directory exists. */
  readonly file: string;
  readonly now: () => string;
  /** Milliseconds of running time; never goes back, whatever the clock does. */
  readonly monotonicMs: () => number;
  readonly log: Log;
  readonly limits?: Partial<OutboxLimits>;
  /** The file never grows beyond this many bytes; by default twice what may wait. */
  readonly maxFileBytes?: number;
}

/**
 * The outbox in one SQLite file. Everything appended in one turn of the event loop is one commit. Age is counted in
 * running time of the agent, so that neither a jump of the clock nor a computer switched off for weeks drops anything.
 * @throws OutboxError when the file cannot be used at all; `message` says what to do.
 */
export function createSqliteOutbox(options: SqliteOutboxOptions): Outbox {
  const limits = { ...defaultLimits, ...options.limits };
  const maxFileBytes = options.maxFileBytes ?? limits.maxBytes * 2;
  const listeners = new Set<() => void>();
  let waiting: Waiting[] = [];
  let flushing = false;
  let closed = false;
  let unsaved: Loss | null = null;
  let livedAt = options.monotonicMs();
  let opened = open();

  function open() {
    const { database, setAside } = openOutboxFile(options.file, options.now(), maxFileBytes);
    const sql = prepareStatements(database);
    const lived = Number(sql.meta("lived") ?? "0");
    const done = Number(sql.meta("acknowledged") ?? "0");
    if (setAside !== null) {
      options.log("error", `the outbox was damaged and was set aside as ${setAside}`);
      const at = options.now();
      const detail = `the outbox was damaged and was set aside as ${setAside}; what was not sent yet lies in it`;
      const told = healthObservation({ type: "outbox-damaged", detail, from: null, to: at }, at);
      sql.insert(told, JSON.stringify(told), lived);
    }
    return {
      database,
      sql,
      lived,
      done,
      epoch: sql.meta("epoch") ?? "",
      size: sql.size(),
      count: sql.count(),
      last: sql.last(),
    };
  }

  /** A file that broke while it was open is set aside like one found broken at the start. */
  function recover(error: unknown): void {
    if (!isDamage(error) || closed) return;
    closeQuietly(opened.database);
    opened = open();
  }

  function lifetime(): number {
    const now = options.monotonicMs();
    opened.lived += Math.max(0, now - livedAt);
    livedAt = now;
    return Math.floor(opened.lived);
  }

  /** Counters are kept by hand: to count a full outbox again at each append would read all of it. */
  function put(sql: Statements, observation: NewObservation, text: string): number {
    const seq = sql.insert(observation, text, Math.floor(opened.lived));
    opened.size += Buffer.byteLength(text);
    opened.count += 1;
    opened.last = Math.max(opened.last, seq);
    return seq;
  }

  function transaction<T>(work: (sql: Statements) => T): T {
    const { database, sql } = opened;
    database.exec("BEGIN IMMEDIATE");
    try {
      const result = work(sql);
      database.exec("COMMIT");
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      tryQuietly(refresh);
      throw error;
    }
  }

  function drop(sql: Statements, rows: readonly StoredRow[], why: string): void {
    let loss: Loss | null = null;
    for (const row of rows) {
      loss = addLoss(loss, row.event ? "event" : "reading", row.at, why);
      sql.remove(row.seq);
      opened.size -= row.size;
      opened.count -= 1;
    }
    if (loss === null) return;
    const told = lossObservation(loss, options.now());
    put(sql, told, JSON.stringify(told));
    options.log("warn", `${why}: ${loss.readings} snapshots and ${loss.events} events were given up`);
  }

  function trim(sql: Statements): void {
    const oldest = Math.floor(opened.lived) - limits.maxDays * 86_400_000;
    drop(sql, sql.readingsBefore(oldest), `they waited for more than ${limits.maxDays} days`);
    if (opened.size <= limits.maxBytes) return;
    const gone: StoredRow[] = [];
    let excess = opened.size - limits.maxBytes * roomAfterOverflow;
    for (const row of sql.readingsFirst()) {
      if (excess <= 0) break;
      gone.push(row);
      excess -= row.size;
    }
    drop(sql, gone, "the outbox was full");
  }

  function refresh(): void {
    opened.size = opened.sql.size();
    opened.count = opened.sql.count();
    opened.last = opened.sql.last();
  }

  function flush(): void {
    flushing = false;
    if (waiting.length === 0 || closed) return;
    const taken = waiting;
    waiting = [];
    const lived = lifetime();
    const oldLoss = unsaved;
    try {
      const numbers = transaction((sql) => {
        if (oldLoss !== null) {
          const told = lossObservation(oldLoss, options.now());
          put(sql, told, JSON.stringify(told));
        }
        const given = taken.map((entry) => put(sql, entry.observation, entry.text));
        sql.setMeta("lived", String(lived));
        if (opened.size > limits.maxBytes || sql.hasReadingBefore(lived - limits.maxDays * 86_400_000))
          trim(sql);
        return given;
      });
      unsaved = null;
      for (const [index, entry] of taken.entries()) entry.resolve(numbers[index] ?? 0);
    } catch (error) {
      const known = outboxError(error, options.file);
      for (const entry of taken) {
        unsaved = addLoss(unsaved, entry.observation.kind, entry.observation.at, known.message);
        entry.reject(known);
      }
      tryQuietly(() => recover(error));
      return;
    }
    for (const listener of listeners) listener();
  }

  function tryQuietly(work: () => void): void {
    try {
      work();
    } catch (error) {
      options.log("error", outboxError(error, options.file).message);
    }
  }

  /** After a long absence the file shrinks again; small holes are used for what comes next. */
  function giveBackRoom(): void {
    if (opened.count > 0) return;
    const free = numberOf(opened.database, "PRAGMA freelist_count", "freelist_count");
    if (free > 256) opened.database.exec("PRAGMA incremental_vacuum");
  }

  function closeQuietly(database: DatabaseSync): void {
    tryQuietly(() => {
      if (database.isOpen) database.close();
    });
  }

  return {
    get epoch() {
      return opened.epoch;
    },
    append(observation) {
      if (closed) return Promise.reject(new OutboxError("closed", "the outbox is closed"));
      const text = JSON.stringify(observation);
      if (Buffer.byteLength(text) > maxObservationBytes) {
        return Promise.reject(new OutboxError("too-large", "this observation is too large to be sent"));
      }
      return new Promise((resolve, reject) => {
        waiting.push({ observation, text, resolve, reject });
        if (flushing) return;
        flushing = true;
        setImmediate(flush);
      });
    },
    peek(afterSeq, maxCount, maxBytes) {
      const found: OutboxRow[] = [];
      try {
        let bytes = 0;
        for (const row of opened.sql.rowsAfter(Math.max(afterSeq, opened.done), maxCount)) {
          bytes += row.size;
          if (bytes > maxBytes && found.length > 0) break;
          found.push({ seq: row.seq, text: numbered(row.seq, row.text) });
        }
        return found;
      } catch (error) {
        recover(error);
        throw outboxError(error, options.file);
      }
    },
    acknowledge(epoch, seq) {
      if (epoch !== opened.epoch || seq <= opened.done) return;
      // Remembered even where a full disk keeps the rows: they are not sent again, and are deleted next time.
      opened.done = Math.min(seq, opened.last);
      tryQuietly(() => {
        try {
          transaction((sql) => {
            const gone = sql.removeUpTo(opened.done);
            opened.size -= gone.size;
            opened.count -= gone.count;
            sql.setMeta("acknowledged", String(opened.done));
          });
          giveBackRoom();
        } catch (error) {
          recover(error);
          throw error;
        }
      });
    },
    acknowledged: () => opened.done,
    lastSeq: () => opened.last,
    beginEpoch() {
      const epoch = newEpoch();
      transaction((sql) => {
        sql.setMeta("epoch", epoch);
        sql.setMeta("acknowledged", "0");
      });
      opened.epoch = epoch;
      opened.done = 0;
    },
    setAside(seq, reason) {
      try {
        transaction((sql) => drop(sql, sql.one(seq), reason));
      } catch (error) {
        return Promise.reject(outboxError(error, options.file));
      }
      for (const listener of listeners) listener();
      return Promise.resolve();
    },
    pending: () => opened.count,
    bytes: () =>
      numberOf(opened.database, "PRAGMA page_count", "page_count") *
      numberOf(opened.database, "PRAGMA page_size", "page_size"),
    load: (key) => opened.sql.meta(`state:${key}`),
    save(key, value) {
      try {
        opened.sql.setMeta(`state:${key}`, value);
      } catch (error) {
        recover(error);
        throw outboxError(error, options.file);
      }
    },
    onAppend(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      flush();
      closed = true;
      closeQuietly(opened.database);
      return Promise.resolve();
    },
  };
}
