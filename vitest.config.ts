import { defineConfig } from "vitest/config";

const rig = process.env.MULTISITE_RING === "rig";

/** Ring one is everything beside the code and in `test/`; ring two is `test/rig/`, which needs real OpenStack services. */
export default defineConfig({
  test: {
    include: rig ? ["test/rig/**/*.test.ts"] : ["packages/**/*.test.ts", "rig/**/*.test.ts", "test/**/*.test.ts"],
    exclude: rig ? ["**/node_modules/**"] : ["**/node_modules/**", "test/rig/**"],
  },
});
