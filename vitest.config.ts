import { defineConfig } from "vitest/config";

const conditions = ["@gradus/source", "module", "node", "development|production"];
const source = { resolve: { conditions }, ssr: { resolve: { conditions } } };
const DOCUMENTS = "test/unit/documents.test.ts";
/** Tests that only start the built command, several at once; the others of test/e2e want the machine to themselves. */
const COMMANDS = ["badinputs", "cli", "methods", "shell"].map((name) => `test/e2e/${name}.test.ts`);

export default defineConfig({
  ...source,
  test: {
    // Vitest leaves one core to itself, which of two is half.
    maxWorkers: "100%",
    reporters: ["default", "./scripts/count-reporter.mjs"],
    projects: [
      {
        ...source,
        test: {
          name: "unit",
          include: ["*/src/**/*.test.ts", "test/unit/**/*.test.ts", "test/documents/**/*.test.ts"],
          exclude: [DOCUMENTS],
          // A test may speak of messages that the file it tests does not say.
          setupFiles: ["core/src/messages/messages.ts"],
          pool: "threads",
          testTimeout: 60_000,
        },
      },
      {
        ...source,
        // Documents read and write files where they stand; only a process has a working folder of its own.
        test: { name: "documents", include: [DOCUMENTS], pool: "forks", testTimeout: 120_000 },
      },
      { test: { name: "commands", include: COMMANDS, testTimeout: 120_000 } },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          exclude: COMMANDS,
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
