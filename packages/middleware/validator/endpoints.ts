import type { Clock } from "@multisite/kernel/clock";
import { messageOf } from "@multisite/kernel/errors";
import { isTransportFailure } from "@multisite/kernel/transport";
import { OpenStackError } from "@multisite/openstack/session";
import { identityUnavailable } from "../errors.ts";

/** An answer that says nothing about the request, only that another endpoint should be asked. */
export class EndpointFailure extends Error {}

/** Identity endpoints in the order of preference. */
export interface Endpoints {
  /**
   * Lets `work` ask one endpoint after the other until one answers.
   *
   * @throws MultisiteError `middleware.identity_unavailable` when none does; whatever else `work` throws
   */
  ask<Answer>(work: (endpoint: string) => Promise<Answer>): Promise<Answer>;
}

/** The own site's endpoint is always preferred; one that failed is asked last until `avoidFailedMs` have passed. */
export function createEndpoints(
  urls: readonly string[],
  { clock, avoidFailedMs }: { clock: Clock; avoidFailedMs: number },
): Endpoints {
  const avoidUntilMs = new Map<string, number>();
  const isAvoided = (url: string): boolean => (avoidUntilMs.get(url) ?? Number.NEGATIVE_INFINITY) > clock.monotonicMs();
  return {
    async ask(work) {
      const ordered = [...urls.filter((url) => !isAvoided(url)), ...urls.filter(isAvoided)];
      const attempts: string[] = [];
      for (const url of ordered) {
        try {
          const answer = await work(url);
          avoidUntilMs.delete(url);
          return answer;
        } catch (thrown) {
          if (!isFailureOfEndpoint(thrown)) throw thrown;
          attempts.push(`${url}: ${messageOf(thrown)}`);
          avoidUntilMs.set(url, clock.monotonicMs() + avoidFailedMs);
        }
      }
      throw identityUnavailable(attempts);
    },
  };
}

function isFailureOfEndpoint(thrown: unknown): boolean {
  // Server errors and "too many requests": another site may do better.
  if (thrown instanceof OpenStackError) return thrown.status >= 500 || thrown.status === 429;
  return thrown instanceof EndpointFailure || isTransportFailure(thrown);
}
