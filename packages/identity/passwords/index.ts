export { type ActivityRules, dateText, isEnabled } from "./activity.ts";
export { changeOwnPassword } from "./change.ts";
export { isExpired, newPasswordExpiresAtMs } from "./expiry.ts";
export { createHashQueue, type HashQueue } from "./hash-queue.ts";
export { OPTION_IDS } from "./option-ids.ts";
export { validatePassword } from "./pattern.ts";
export { createPasswordService, type PasswordDependencies, type PasswordService } from "./service.ts";
