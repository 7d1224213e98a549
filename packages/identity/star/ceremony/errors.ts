import { type ErrorEntry, MultisiteError, messageOf } from "@multisite/kernel/errors";

/** What can be wrong with the keys of the ceremony on a host, and when an operator acts on keys and members. */
export const ceremonyErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "identity.key_disk.not_written",
    remedy: "A key cannot be written. Check space, owner and mode of the home directory; the agent tries again by itself.",
    status: 1,
  },
  {
    code: "identity.key_disk.unreadable",
    remedy: "The keys cannot be listed. Check owner and mode of the home directory, and the disk.",
    status: 1,
  },
  {
    code: "identity.key_disk.not_whole",
    remedy: "A key is not whole on this host. The agent takes it from its sealed box again; `multisite keys verify` shows it.",
    status: 1,
  },
  {
    code: "identity.key_disk.refused",
    remedy:
      "What came as a key is none, or is another one than was stored under its ID. `multisite keys explain` names its maker.",
    status: 1,
  },
  {
    code: "identity.star.not_operator",
    remedy:
      "Give the command on a host that holds an operator's key (`member/operator.key`): a master, or the operator's own. An operator of the root makes others with `operator`.",
    status: 1,
  },
  {
    code: "identity.star.restored",
    remedy:
      "The node was restored from a backup and rejoins by itself: it needs a link to another site. `multisite keys explain` says whom it waits for.",
    status: 503,
  },
  {
    code: "identity.star.not_admitted",
    remedy: "The node is new; each member takes it in by itself. `multisite keys explain` names those that have not.",
    status: 503,
  },
  {
    code: "identity.star.evicted",
    remedy: "The node was evicted and must not serve. Wipe its home and join it under another name.",
    status: 503,
  },
  {
    code: "identity.star.keys_lost",
    remedy: "The node cannot read keys that others sign with. `multisite keys verify` on it says which, and what to do.",
    status: 503,
  },
  {
    code: "identity.star.data_not_ready",
    remedy: "The node's data are being fetched, compared or made anew. `multisite star status` says how far it is.",
    status: 503,
  },
  {
    code: "identity.star.no_signing_key",
    remedy: "There is no key to sign with at this node. `multisite keys explain` says what the next one waits for.",
    status: 503,
  },
];

/** The others would not believe it. */
export function notOperator(member: string, says: string): MultisiteError {
  return new MultisiteError(
    "identity.star.not_operator",
    `This host (${member}) holds no operator's key, and only operators may say "${says}".`,
  );
}

/** An error about the keys on the disk; the text names the path, which is no secret. */
export function keyDiskError(problem: string, message: string, cause?: unknown): MultisiteError {
  const options = cause === undefined ? {} : { cause, detail: messageOf(cause) };
  return new MultisiteError(`identity.key_disk.${problem}`, message, options);
}
