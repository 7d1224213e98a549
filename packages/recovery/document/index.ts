export { type CheckedPlan, checkPlanText, parsePlan } from "./check-plan.ts";
export { planExamples } from "./examples/index.ts";
export { planFields } from "./fields.ts";
export { planSchema } from "./schema.ts";
export type { ProtectedVms, ProtectionMode, ProtectionPlan, QuiesceMethod, VmSelector } from "./types.ts";
