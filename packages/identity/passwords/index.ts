export { dateText } from "./activity.ts";
export { changeOwnPassword } from "./change.ts";
export { newPasswordExpiresAtMs } from "./expiry.ts";
export type { HashQueue } from "./hash-queue.ts";
export { OPTION_IDS } from "./option-ids.ts";
export { validatePassword } from "./pattern.ts";
export { createPasswordService, type PasswordService } from "./service.ts";
