import {
  addLoss,
  defaultLimits,
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
} from "./outbox.ts";

interface Kept {
  readonly seq: number;
  readonly kind: "reading" | "event";
  readonly at: string;
  readonly bornMs: number;
  readonly text: string;
}

/** An outbox that forgets with the process: for tests, and for looking once without a data directory. */
export function createMemoryOutbox(deps: {
  readonly epoch: () => string;
  readonly now: () => string;
  /** Milliseconds of running time; never goes back. */
  readonly monotonicMs: () => number;
  readonly limits?: Partial<OutboxLimits>;
}): Outbox {
  const limits = { ...defaultLimits, ...deps.limits };
  const state = new Map<string, string>();
  const listeners = new Set<() => void>();
  let epoch = deps.epoch();
  let rows: readonly Kept[] = [];
  let last = 0;
  let done = 0;
  const size = (list: readonly Kept[]): number => list.reduce((sum, row) => sum + row.text.length, 0);

  function put(observation: NewObservation, text: string): number {
    last += 1;
    const row: Kept = {
      seq: last,
      kind: observation.kind,
      at: observation.at,
      bornMs: deps.monotonicMs(),
      text,
    };
    rows = [...rows, row];
    return row.seq;
  }

  function drop(gone: ReadonlySet<number>, why: string): void {
    let loss: Loss | null = null;
    for (const row of rows) if (gone.has(row.seq)) loss = addLoss(loss, row.kind, row.at, why);
    if (loss === null) return;
    rows = rows.filter((row) => !gone.has(row.seq));
    const told = lossObservation(loss, deps.now());
    put(told, JSON.stringify(told));
  }

  function trim(): void {
    const oldest = deps.monotonicMs() - limits.maxDays * 86_400_000;
    const old = rows.filter((row) => row.kind === "reading" && row.bornMs < oldest).map((row) => row.seq);
    drop(new Set(old), `they waited for more than ${limits.maxDays} days`);
    let excess = size(rows) - limits.maxBytes;
    if (excess <= 0) return;
    excess = size(rows) - limits.maxBytes * roomAfterOverflow;
    const gone = new Set<number>();
    const readingsFirst = [
      ...rows.filter((r) => r.kind === "reading"),
      ...rows.filter((r) => r.kind === "event"),
    ];
    for (const row of readingsFirst) {
      if (excess <= 0) break;
      gone.add(row.seq);
      excess -= row.text.length;
    }
    drop(gone, "the outbox was full");
  }

  return {
    get epoch() {
      return epoch;
    },
    append(observation) {
      const text = JSON.stringify(observation);
      if (text.length > maxObservationBytes) {
        return Promise.reject(new OutboxError("too-large", "this observation is too large to be sent"));
      }
      const seq = put(observation, text);
      trim();
      for (const listener of listeners) listener();
      return Promise.resolve(seq);
    },
    peek(afterSeq, maxCount, maxBytes) {
      const found: OutboxRow[] = [];
      let bytes = 0;
      for (const row of rows) {
        if (row.seq <= afterSeq) continue;
        bytes += row.text.length;
        if (found.length >= maxCount || (bytes > maxBytes && found.length > 0)) break;
        found.push({ seq: row.seq, text: numbered(row.seq, row.text) });
      }
      return found;
    },
    acknowledge(which, seq) {
      if (which !== epoch) return;
      done = Math.max(done, Math.min(seq, last));
      rows = rows.filter((row) => row.seq > done);
    },
    acknowledged: () => done,
    lastSeq: () => last,
    beginEpoch() {
      epoch = deps.epoch();
      done = 0;
    },
    setAside(seq, reason) {
      drop(new Set([seq]), reason);
      for (const listener of listeners) listener();
      return Promise.resolve();
    },
    pending: () => rows.length,
    bytes: () => size(rows),
    load: (key) => state.get(key) ?? null,
    save(key, value) {
      state.set(key, value);
    },
    onAppend(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => Promise.resolve(),
  };
}
