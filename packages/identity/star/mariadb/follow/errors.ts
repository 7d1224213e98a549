import type { ErrorEntry } from "@multisite/kernel/errors";

/** What can go wrong with the replication of a star on MariaDB. */
export const followErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "identity.star.mariadb.session_lost",
    remedy: "A connection to a MariaDB was lost while data was compared or copied. It is done again by itself.",
    status: 1,
  },
  {
    code: "identity.star.mariadb.not_there",
    remedy: "A replica did not come to the position of its master in time. It is tried again; look at its lag and at its disk.",
    status: 1,
  },
  {
    code: "identity.star.mariadb.no_donor",
    remedy: "No master can be reached from which a node's data could be made anew. It is tried again; look at the links.",
    status: 1,
  },
  {
    code: "identity.star.mariadb.refused",
    remedy: "A node refuses what a run asks of it, for the reason that the message names. Look at `multisite star status`.",
    status: 1,
  },
  {
    code: "identity.star.mariadb.run",
    remedy: "A run cannot go on, for the reason that the message names. Mend that, then resume the run, or start another one.",
    status: 1,
  },
];
