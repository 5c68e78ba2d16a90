import { defineConfig } from "vitest/config";

const conditions = ["@gradus/source", "module", "node", "development|production"];
const source = { resolve: { conditions }, ssr: { resolve: { conditions } } };

export default defineConfig({
  ...source,
  test: {
    reporters: ["default", "./scripts/count-reporter.mjs"],
    projects: [
      {
        ...source,
        test: {
          name: "unit",
          include: ["*/src/**/*.test.ts", "test/unit/**/*.test.ts"],
          pool: "threads",
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
