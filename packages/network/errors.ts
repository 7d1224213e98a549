import { type ErrorEntry, MultisiteError, messageOf } from "@multisite/kernel/errors";

/** The errors of stretched networks. */
export const networkErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "network.document.invalid",
    remedy: "Correct the lines that are named; each says what would be right.",
    status: 1,
  },
  {
    code: "network.mirror.replayed",
    remedy:
      "A site told what it cannot know or what is old, and was not believed. If it goes on, look who holds that site's certificate.",
    status: 409,
  },
];

type NetworkProblem = "document.invalid" | "mirror.replayed";

/** An error of this package; the text says what to do. */
export function networkError(problem: NetworkProblem, message: string, cause?: unknown): MultisiteError {
  const options = cause === undefined ? {} : { cause, detail: messageOf(cause) };
  return new MultisiteError(`network.${problem}`, message, options);
}
