import { type ErrorEntry, MultisiteError } from "@multisite/kernel/errors";

/** What can be wrong when an operator acts on keys and members. */
export const ceremonyErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "identity.star.not_operator",
    remedy:
      "Give the command on a host that holds an operator's key (`member/operator.key`): a master, or the operator's own. An operator of the root makes others with `operator`.",
    status: 1,
  },
];

/** The others would not believe it. */
export function notOperator(member: string, says: string): MultisiteError {
  return new MultisiteError(
    "identity.star.not_operator",
    `This host (${member}) holds no operator's key, and only operators may say "${says}".`,
  );
}
