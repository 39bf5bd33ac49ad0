import { describe, expect, it } from "vitest";
import { openMemoryStore } from "#collector/storage/memory/index.ts";
import { daily } from "./jobs.ts";
import { createTimekeeper, type Job } from "./timekeeper.ts";

/** A store, a clock moved by hand, and what was done. */
async function office(run: Job["run"]) {
  const store = await openMemoryStore({ chain: "test" });
  let time = Temporal.Instant.from("2026-11-24T00:00:00Z");
  const logged: string[] = [];
  const rounds: string[] = [];
  const log = (_: object, message: string): void => {
    logged.push(message);
  };
  const keeper = (jobs: readonly Job[] = [{ name: "nightly", rhythm: daily("02:30"), run }]) =>
    createTimekeeper({
      store,
      pipeline: {
        due: async () => {
          rounds.push(time.toString());
        },
        nextDue: () => Promise.resolve(null),
      },
      jobs,
      now: () => time,
      log: { info: log, warn: log, error: log },
      wait: (_, signal) =>
        new Promise((resolve) => {
          if (signal.aborted) resolve();
          else signal.addEventListener("abort", () => resolve(), { once: true });
        }),
    });
  return {
    store,
    logged,
    rounds,
    keeper,
    setTime: (text: string) => {
      time = Temporal.Instant.from(text);
    },
  };
}

describe("the timekeeper", () => {
  it("makes up for nothing that fell due before the installation", async () => {
    const done: string[] = [];
    const { keeper } = await office(async (occurrence) => {
      done.push(occurrence);
      return null;
    });
    const one = keeper();
    await one.start();
    await one.stop();
    expect(done).toEqual([]);
  });

  it("does each occurrence once, over restarts too, and what was missed while it was down once", async () => {
    const done: string[] = [];
    const { keeper, setTime, store } = await office(async (occurrence) => {
      done.push(occurrence);
      return null;
    });
    const first = keeper();
    await first.start();
    setTime("2026-11-24T18:00:00Z");
    await first.round();
    await first.round();
    expect(done).toEqual(["2026-11-25"]);
    await first.stop();
    setTime("2026-11-28T20:00:00Z");
    const second = keeper();
    await second.start();
    await second.stop();
    expect(done).toEqual(["2026-11-25", "2026-11-29"]);
    expect(await store.jobs.last("nightly")).toBe("2026-11-29");
  });

  it("keeps a job that failed due, leaves it alone for five minutes, and does the others", async () => {
    let failing = true;
    const done: string[] = [];
    const { keeper, setTime, logged } = await office(async () => null);
    const both: readonly Job[] = [
      {
        name: "failing",
        rhythm: daily("02:30"),
        run: async (occurrence) => {
          if (failing) throw new Error("the disk is full");
          done.push(occurrence);
          return null;
        },
      },
      {
        name: "other",
        rhythm: daily("02:30"),
        run: async (occurrence) => {
          done.push(`other ${occurrence}`);
          return null;
        },
      },
    ];
    const one = keeper(both);
    await one.start();
    setTime("2026-11-24T18:00:00Z");
    await one.round();
    expect(done).toEqual(["other 2026-11-25"]);
    expect(logged).toHaveLength(1);
    failing = false;
    await one.round();
    expect(done).toHaveLength(1);
    setTime("2026-11-24T18:05:00Z");
    await one.round();
    await one.stop();
    expect(done).toEqual(["other 2026-11-25", "2026-11-25"]);
  });

  it("looks at the deadlines first in every round", async () => {
    const { keeper, rounds } = await office(async () => null);
    const one = keeper();
    await one.start();
    await one.round();
    await one.stop();
    expect(rounds).toHaveLength(2);
  });
});
