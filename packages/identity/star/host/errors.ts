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
  {
    code: "identity.star.agent_away",
    remedy: "The agent of this host does not run, so that nothing can be changed here. Start it.",
    status: 503,
  },
  {
    code: "identity.star.agent_failed",
    remedy: "A fault of the agent of this host, or one of another version. Its log says why.",
    status: 503,
  },
  {
    code: "identity.star.socket",
    remedy: "The agent cannot listen on the socket in its home. Look at the home's rights.",
    status: 1,
  },
  {
    code: "identity.star.fenced",
    remedy: "The node must not serve before it knows all that the others know. `multisite star status` says what it waits for.",
    status: 503,
  },
  {
    code: "identity.star.isolated",
    remedy:
      "The site has heard from no other for longer than `[star] refuse_admin_after_isolation_seconds` and refuses admin scopes: what was revoked meanwhile may not be known here. Mend the links, or use another site.",
    status: 403,
  },
];
