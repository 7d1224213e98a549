export {
  type CheckedPlan,
  checkPlanText,
  type ProtectionMode,
  type ProtectionPlan,
  parsePlan,
  planExamples,
  planFields,
  planSchema,
} from "./document/index.ts";
export { recoveryErrorCatalogue } from "./errors.ts";
