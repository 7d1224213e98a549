import { type ErrorEntry, MultisiteError } from "@multisite/kernel/errors";

/** What can be wrong with replication on the embedded engine. */
export const embeddedErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "identity.star.takeover_refused",
    remedy: "Taking over could lose writes that were acknowledged, for the reasons that the message names. It says what to do.",
    status: 1,
  },
  {
    code: "identity.star.question",
    remedy: "Another node asked in a form that this version does not know. Bring both nodes to versions that fit.",
    status: 1,
  },
  {
    code: "identity.star.stranger",
    remedy: "A node asked that is not in the star's document. Add it there, or find out who it is.",
    status: 1,
  },
  {
    code: "identity.star.no_snapshot",
    remedy: "The copy that a node was fetching is gone at its donor. It begins anew by itself.",
    status: 1,
  },
  {
    code: "identity.star.copy_damaged",
    remedy: "A copy of another node arrived damaged. It is fetched again by itself; if that goes on, look at the disks.",
    status: 1,
  },
];

/** It is not known whether the write will count. */
export function unconfirmed(standby: string | undefined): MultisiteError {
  const who =
    standby === undefined ? "This node is not the writer any more" : `The standby ${standby} did not confirm the change in time`;
  return new MultisiteError(
    "identity.star.unconfirmed",
    `${who}: it is not known yet whether the change counts. Look whether it was made before making it again.`,
  );
}

export function badQuestion(what: string): MultisiteError {
  return new MultisiteError("identity.star.question", `The question cannot be read: ${what}.`);
}
