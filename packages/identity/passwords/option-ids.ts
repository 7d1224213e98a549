/** The user options that password rules look at, by Keystone's IDs (keystone/identity/backends/resource_options.py). */
export const OPTION_IDS = {
  ignoreChangePasswordUponFirstUse: "1000",
  ignorePasswordExpiry: "1001",
  ignoreLockoutFailureAttempts: "1002",
  lockPassword: "1003",
  ignoreUserInactivity: "1004",
  multiFactorAuthRules: "MFAR",
  multiFactorAuthEnabled: "MFAE",
} as const;
