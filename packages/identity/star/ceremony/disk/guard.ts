import { MultisiteError } from "@multisite/kernel/errors";
import { keyDiskError } from "../errors.ts";

/** What the operating system throws becomes an error with a code and a text for the operator. */
export function guard<Result>(problem: string, message: string, work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof MultisiteError) throw thrown;
    throw keyDiskError(problem, message, thrown);
  }
}
