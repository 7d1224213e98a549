import type { ErrorEntry } from "@multisite/kernel/errors";

/** What can go wrong between an identity service and its host's agent. */
export const hostErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "identity.star.no_master",
    remedy:
      "No master site can be reached: nothing can be changed, logins and validations go on. `multisite star status` says what is wrong.",
    status: 503,
  },
  {
    code: "identity.star.write_unknown",
    remedy: "The link to a master broke before its answer came. Look whether the change was made, and make it again if not.",
    status: 503,
  },
  {
    code: "identity.star.unconfirmed",
    remedy:
      "The standby of the writer did not confirm the change, so it is not acknowledged. `multisite star status` says what to do.",
    status: 503,
  },
];
