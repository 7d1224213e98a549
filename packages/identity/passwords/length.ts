import { Secret } from "@multisite/kernel/secret";
import type { IdentityConfig } from "../config/index.ts";
import { forbiddenText } from "../errors/index.ts";

/** bcrypt reads no more than this (keystone/common/password_hashing.py, BCRYPT_MAX_LENGTH). */
const BCRYPT_MAX_BYTES = 72;

/**
 * The password as far as it counts. With `strict_password_check`, one that is too long is a 403 instead, at a login too
 * (keystone/common/password_hashing.py, verify_length_and_trunc_password).
 */
export function limitPassword(password: Secret, config: IdentityConfig): Secret<Buffer> {
  const { max_password_length: configured, password_hash_algorithm: algorithm } = config.identity;
  const maxBytes = algorithm === "bcrypt" ? Math.min(configured, BCRYPT_MAX_BYTES) : configured;
  const bytes = Buffer.from(password.reveal(), "utf8");
  if (bytes.length > maxBytes && config.DEFAULT.strict_password_check) {
    throw forbiddenText(
      `The password length must be less than or equal to ${maxBytes}. ` +
        "The server could not comply with the request because the password is invalid.",
    );
  }
  return new Secret(bytes.subarray(0, maxBytes));
}
