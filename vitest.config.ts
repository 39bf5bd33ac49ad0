import { defineConfig } from "vitest/config";

/** `unit` is the quick gate; `whole` needs npm packages only, a real browser included; `labs` installs what it needs. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{agent,collector,shared,cli}/**/*.test.{ts,tsx}", "test/architecture/**/*.test.ts"],
          exclude: ["**/node_modules/**", "dist/**"],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "whole",
          include: ["test/{contracts,gates,e2e}/**/*.test.ts"],
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
