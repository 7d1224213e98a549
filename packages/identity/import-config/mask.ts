const SHOWN = "***";

/** A value as a report may show it: without the passwords in URLs. */
export function maskPasswords(value: string): string {
  return value.replace(/(\w[\w+.-]*:\/\/[^\s:@/]*:)[^\s@]*@/g, `$1${SHOWN}@`).replace(/(,[^\s:@/,]*:)[^\s@/,]*@/g, `$1${SHOWN}@`);
}

/** A value of an option that Keystone marks as secret. */
export const MASKED = SHOWN;
