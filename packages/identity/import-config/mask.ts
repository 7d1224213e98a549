const SHOWN = "***";

/**
 * A value as a report may show it: without the passwords in URLs. Everything up to the last `@` counts as password, because one may
 * hold `@` and `/` unescaped; of several hosts in one URL the last is shown.
 */
export function maskPasswords(value: string): string {
  return value.replace(/(\w[\w+.-]*:\/\/[^\s:@/]*:)\S*@/g, `$1${SHOWN}@`);
}

/** A value of an option that Keystone marks as secret. */
export const MASKED = SHOWN;
