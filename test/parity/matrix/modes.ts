/** `[oslo_policy]` settings that the matrix is asked with: Keystone's own, and those that newer releases turn on. */
export const modes = {
  default: { enforce_scope: false, enforce_new_defaults: false },
  strict: { enforce_scope: true, enforce_new_defaults: true },
} as const;

export type Mode = keyof typeof modes;

export const modeNames = Object.keys(modes) as readonly Mode[];
