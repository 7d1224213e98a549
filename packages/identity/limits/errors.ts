import { forbiddenText, type KeystoneError } from "../errors/index.ts";

/** 403 of the enforcement model (keystone/exception.py, InvalidLimit). */
export function invalidLimit(reason: string): KeystoneError {
  return forbiddenText(`Invalid resource limit: ${reason}.`);
}

/** 403, a limit needs a default to differ from (keystone/exception.py, NoLimitReference). */
export function noLimitReference(): KeystoneError {
  return forbiddenText("Unable to create a limit that has no corresponding registered limit.");
}

/** 403, limits refer to this default (keystone/exception.py, RegisteredLimitError). */
export function registeredLimitInUse(id: string): KeystoneError {
  return forbiddenText(`Unable to update or delete registered limit ${id} because there are project limits associated with it.`);
}
