import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../port.ts";
import { asStoreError, concernsAll } from "./errors.ts";

/** The longest a write waits for others to share its transaction, in milliseconds. */
const longestWindowMs = 10;
/** After this long, in milliseconds, a transaction takes no further write, so that it never holds the event loop for long. */
const longestGroupMs = 25;
/** After this much quiet, in milliseconds, nobody is expected any more. */
const quietMs = 50;

interface Waiting {
  run(): void;
  done(): void;
  fail(error: unknown): void;
}

const nothing = (): void => {};

export interface GroupCommit {
  /**
   * Runs `work` in a transaction shared with the other writes of the moment and resolves after its commit. `work` may
   * run twice (the first time undone), so it must touch nothing but the database.
   */
  readonly write: <T>(work: () => T) => Promise<T>;
  readonly read: <T>(work: () => T) => Promise<T>;
  /** Commits what waits; every later call is refused. */
  close(): void;
}

/**
 * One queue of writes over one connection. What arrives within a turn of the event loop is committed together; where
 * many callers are at work, it waits about as long as a commit takes for those that the last commit set free.
 */
export function createGroupCommit(db: DatabaseSync): GroupCommit {
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const savepoint = db.prepare("SAVEPOINT one");
  const release = db.prepare("RELEASE one");
  const back = db.prepare("ROLLBACK TO one");
  let queue: Waiting[] = [];
  let scheduled = false;
  let closed = false;
  let firstAt = 0;
  let expected = 1;
  let windowMs = 0;
  let lastEnd = 0;

  const undo = (): void => {
    if (db.isTransaction) db.exec("ROLLBACK");
  };

  /**
   * The quick way: all in one, no savepoints. Answers how many of the waiting were taken, and the first failure, with
   * everything undone.
   */
  const together = (waiting: readonly Waiting[]): { taken: number; failure: { error: unknown } | null } => {
    const started = performance.now();
    let taken = 0;
    try {
      begin.run();
      for (const one of waiting) {
        taken += 1;
        one.run();
        if (performance.now() - started > longestGroupMs) break;
      }
      commit.run();
      return { taken, failure: null };
    } catch (error) {
      undo();
      return { taken: Math.max(taken, 1), failure: { error: asStoreError(error) } };
    }
  };

  /** The careful way, after a failure: the one that fails is undone alone. */
  const apart = (group: readonly Waiting[]): void => {
    const good: Waiting[] = [];
    try {
      begin.run();
      for (const one of group) {
        savepoint.run();
        try {
          one.run();
          release.run();
          good.push(one);
        } catch (error) {
          const known = asStoreError(error);
          // SQLite gave the whole transaction up, so nobody's write is kept.
          if (!db.isTransaction || concernsAll(known)) throw error;
          back.run();
          release.run();
          one.fail(known);
        }
      }
      commit.run();
    } catch (error) {
      undo();
      const known = asStoreError(error);
      // Failing again one that already failed has no effect.
      for (const one of group) one.fail(known);
      return;
    }
    for (const one of good) one.done();
  };

  /** Commits as many of the waiting as one transaction takes, and answers how many those were. */
  const commitSome = (waiting: readonly Waiting[]): number => {
    const { taken, failure } = together(waiting);
    // Where the store itself is in trouble, those behind would fail in the same way.
    const group = failure !== null && concernsAll(failure.error) ? waiting : waiting.slice(0, taken);
    if (failure === null) {
      for (const one of group) one.done();
    } else if (group.length === 1 || concernsAll(failure.error)) {
      for (const one of group) one.fail(failure.error);
    } else {
      apart(group);
    }
    return group.length;
  };

  const flush = (): void => {
    if (queue.length === 0) return;
    const started = performance.now();
    const taken = commitSome(queue);
    queue = queue.slice(taken);
    lastEnd = performance.now();
    windowMs = Math.min(longestWindowMs, lastEnd - started);
    expected = (expected + taken) / 2;
  };

  const turn = (): void => {
    const waited = performance.now() - firstAt;
    if (!closed && queue.length < expected / 2 && waited < windowMs) {
      setTimeout(turn, 1);
      return;
    }
    scheduled = false;
    flush();
    if (queue.length > 0) schedule();
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    firstAt = performance.now();
    if (firstAt - lastEnd > quietMs) expected = 1;
    setImmediate(turn);
  };

  const refuseClosed = (): void => {
    if (closed) throw new StoreError("failed", "The store is closed.");
  };

  return {
    async write(work) {
      refuseClosed();
      return new Promise((resolve, reject) => {
        let settle = nothing;
        queue.push({
          run() {
            const result = work();
            settle = () => {
              resolve(result);
            };
          },
          done() {
            settle();
          },
          fail: reject,
        });
        schedule();
      });
    },
    async read(work) {
      refuseClosed();
      try {
        return work();
      } catch (error) {
        throw asStoreError(error);
      }
    },
    close() {
      while (queue.length > 0) flush();
      closed = true;
    },
  };
}
