import type { IdentityConfig } from "../config/index.ts";
import { badRequest } from "../errors/index.ts";

/**
 * Refuses a new password that `password_regex` does not match from its beginning on
 * (keystone/common/validation/validators.py, validate_password).
 */
export function validatePassword(password: unknown, config: IdentityConfig): void {
  const { password_regex: pattern, password_regex_description: description } = config.security_compliance;
  if (!pattern) return;
  if (typeof password !== "string") throw badRequest("Password validation error: Password must be a string type.");
  const compiled = compile(pattern);
  if (!compiled) {
    throw badRequest("Password validation error: Unable to validate password due to invalid configuration.");
  }
  if (!compiled.test(password)) {
    throw badRequest(`The password does not match the requirements: ${description ?? "None"}.`);
  }
}

/** A pattern written for Python; `y` anchors it at the start, as `re.match` does. Some of Python's escapes are none with `u`. */
function compile(pattern: string): RegExp | undefined {
  const translated = pattern.replaceAll("(?P<", "(?<").replaceAll("\\Z", "$").replaceAll("\\A", "^");
  for (const flags of ["uy", "y"]) {
    try {
      return new RegExp(translated, flags);
    } catch {}
  }
  return undefined;
}
