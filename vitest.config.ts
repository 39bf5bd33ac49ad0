import { defineConfig } from "vitest/config";

const rooms = "{agent,collector,shared,cli}/**";

/**
 * `unit` is the quick gate; `whole` needs npm packages only, a real browser included, and runs the slow tests of the
 * rooms as well; `labs` installs what it needs.
 */
export default defineConfig({
  test: {
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          include: [`${rooms}/*.test.{ts,tsx}`, "test/architecture/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/*.slow.test.ts"],
          // No module of this house holds state, so files may share a process; starting one for each costs half the run.
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "whole",
          include: ["test/{contracts,gates,e2e}/**/*.test.ts", `${rooms}/*.slow.test.ts`],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: "labs",
          include: ["test/labs/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
