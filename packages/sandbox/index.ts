export { createSandboxRegion, type SandboxRegionOptions } from "./region/index.ts";
