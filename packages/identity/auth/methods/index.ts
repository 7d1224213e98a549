import type { AuthMethod } from "../types.ts";
import { passwordMethod } from "./password.ts";
import { tokenMethod } from "./token.ts";
import { totpMethod } from "./totp.ts";

/** Every method that this service knows; `[auth] methods` says which of them are on. */
export const authMethods: readonly AuthMethod[] = [passwordMethod, tokenMethod, totpMethod];
