export { type ChangeStep, type KeysChange, type LiveKeys, planChange, SETTLED } from "./change/index.ts";
export { durationText, parseDuration } from "./duration.ts";
export { type KeysPlan, planKeys, type UnsafeReason } from "./plan.ts";
export {
  isolationSeconds,
  keptSeconds,
  type RotationSettings,
  removalDelayMs,
  removalDelaySeconds,
  rotationOf,
} from "./settings.ts";
