import type { AuthMethod } from "../types.ts";
import { applicationCredentialMethod } from "./application-credential.ts";
import { externalMethod } from "./external.ts";
import { oauth1Method } from "./oauth1.ts";
import { passwordMethod } from "./password.ts";
import { tokenMethod } from "./token.ts";
import { totpMethod } from "./totp.ts";

/** Every method that this service knows; `[auth] methods` says which of them are on. */
export const authMethods: readonly AuthMethod[] = [
  externalMethod,
  oauth1Method,
  applicationCredentialMethod,
  passwordMethod,
  tokenMethod,
  totpMethod,
];
