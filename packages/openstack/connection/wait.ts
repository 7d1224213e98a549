import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";

/**
 * What a work that others share gives, for as long as this one waits.
 *
 * @throws MultisiteError `openstack.unanswered`; the signal's reason when it is aborted
 */
export async function waitAtMost<Result>(
  work: Promise<Result>,
  limits: { readonly clock: Clock; readonly deadlineMs: number; readonly what: string; readonly signal?: AbortSignal },
): Promise<Result> {
  const { clock, deadlineMs, what, signal } = limits;
  const done = new AbortController();
  const end = async (): Promise<never> => {
    await clock.sleep(Math.max(0, deadlineMs), AbortSignal.any([done.signal, ...(signal ? [signal] : [])]));
    throw new MultisiteError("openstack.unanswered", `${what} was not answered within ${Math.round(deadlineMs)} ms.`);
  };
  const ending = end();
  try {
    return await Promise.race([work, ending, ...(signal?.aborted === true ? [Promise.reject(signal.reason)] : [])]);
  } finally {
    done.abort();
  }
}
