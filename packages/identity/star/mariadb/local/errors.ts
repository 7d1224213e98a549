import type { ErrorEntry } from "@multisite/kernel/errors";

/** What can go wrong when a star is brought up on one machine. */
export const localStarErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "identity.star.packages",
    remedy:
      "Programs are missing. Install them: apt-get install mariadb-server mariadb-backup galera-4 galera-arbitrator-4 (and disable the services that these bring).",
    status: 1,
  },
  {
    code: "identity.star.local_directory",
    remedy: "Choose a directory with a shorter path, or one that holds no other star.",
    status: 1,
  },
  { code: "identity.star.local_too_large", remedy: "Take nodes out of the document: one machine takes 250 at most.", status: 1 },
  {
    code: "identity.star.local_start",
    remedy: "Read the end of the log that the message names; then start again: what is there is used.",
    status: 1,
  },
  {
    code: "identity.star.local_command",
    remedy: "A program of MariaDB failed; its output is in the log. Check space and rights of the directory, then start again.",
    status: 1,
  },
];
