import { defineConfig } from "vitest/config";
import { requireOwnNode } from "./test/support/require-own-node.ts";

requireOwnNode();

/** Ring one is everything beside the code and in `test/`; ring two is `test/rig/`, which needs real OpenStack services. */
const ringTwo = process.env.MULTISITE_RING === "two";
const ringOneFiles = ["packages/**/*.test.ts", "rig/**/*.test.ts", "scripts/**/*.test.ts", "test/**/*.test.ts"];

export default defineConfig({
  test: {
    include: ringTwo ? ["test/rig/**/*.test.ts"] : ringOneFiles,
    exclude: ["**/node_modules/**", ...(ringTwo ? [] : ["test/rig/**"])],
    globalSetup: ["test/support/mariadb-global-setup.ts"],
    // A safety bound, not a judgement of speed: two cores may be shared with much else.
    testTimeout: ringTwo ? 600_000 : 20_000,
    hookTimeout: ringTwo ? 600_000 : 60_000,
    // No module keeps state of its own, so files can share a worker: importing the service for each would double the time.
    isolate: ringTwo,
    // One real cloud at a time keeps two cores from starving it.
    fileParallelism: !ringTwo,
    disableConsoleIntercept: ringTwo,
  },
});
