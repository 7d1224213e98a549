import type { ErrorEntry } from "@multisite/kernel/errors";

/** What can be wrong with the document of a star. */
export const topologyErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "identity.star.invalid",
    remedy:
      "Correct the lines that are named. `multisite star check FILE` shows warnings too, `multisite star example` a document that works.",
    status: 1,
  },
  {
    code: "identity.star.generation",
    remedy:
      "Take the document in force (`star.yaml` in the state directory), make your change there, and add 1 to its generation.",
    status: 1,
  },
  {
    code: "identity.star.no_document",
    remedy:
      "No whole document is left in the state directory. Copy `star.yaml` from another node of the star, then start the agent again.",
    status: 1,
  },
  {
    code: "identity.star.not_stored",
    remedy: "Check the disk, and that the state directory exists and is writable for this user; then do it again.",
    status: 1,
  },
];
