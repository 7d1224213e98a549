import { type ErrorEntry, MultisiteError } from "@multisite/kernel/errors";
import type { Unanswered } from "../endpoints/index.ts";

/** Why the gateway cannot pass an answer on, or cannot start. */
export const gatewayErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "middleware.gateway.no_node",
    remedy:
      "No identity service answered. `/gateway/status` of the gateway names each one and why it is not asked; look at those of the own site first.",
    status: 503,
  },
  {
    code: "middleware.gateway.budget",
    remedy:
      "The own site's identity services do not answer, and the budget for calls to other sites is used up. Bring the own ones back, or raise `budget.calls_per_second`.",
    status: 503,
  },
  {
    code: "middleware.gateway.no_writer",
    remedy:
      "Every identity service that is configured is a stock Keystone on a read-only replica. Add a master's endpoint, or one of ours.",
    status: 503,
  },
  {
    code: "middleware.gateway.deadline",
    remedy: "No identity service answered within `requests.deadline_ms`. Look at their load, and at the network in between.",
    status: 504,
  },
  {
    code: "middleware.gateway.unknown_write",
    remedy:
      "The connection to an identity service ended after a change was sent. Look whether it was done before you send it again: the gateway never sends a change twice.",
    status: 502,
  },
  {
    code: "middleware.gateway.login_dropped",
    remedy:
      "Each identity service hung up on this login, as a stock Keystone on a read-only replica does when the password is wrong or was wrong before. Configure a master's endpoint, or one of ours.",
    status: 503,
  },
  {
    code: "middleware.gateway.body_too_large",
    remedy:
      "The request's body is larger than `requests.max_body_bytes`. Keystone takes no body of more than 114688 bytes by default.",
    status: 413,
  },
  {
    code: "middleware.gateway.config",
    remedy: "Correct what is named in the gateway's configuration. `multisite gateway --help` shows a whole one.",
    status: 1,
  },
  {
    code: "middleware.gateway.authorities",
    remedy: "The file of `identity.authorities` must be there, readable for this user, and hold PEM certificates.",
    status: 1,
  },
  {
    code: "middleware.gateway.socket",
    remedy: "Make the directory of `admin.socket`, for this user to write, or stop the gateway that uses it already.",
    status: 1,
  },
  {
    code: "middleware.gateway.admin_unreachable",
    remedy: "Start the gateway, with `admin.port` or `admin.socket` set, and ask it with the same configuration.",
    status: 1,
  },
];

/** An answer of the gateway itself, with a body as Keystone's have it. */
export interface OwnAnswer {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly message: string;
}

const MESSAGES: Readonly<Record<Unanswered | "body_too_large", string>> = {
  no_node: "No identity service can be reached now. Please try again.",
  budget:
    "The identity services of this site do not answer, and those of other sites may not be asked more often now. Please try again later.",
  no_writer: "No identity service that takes changes can be reached from here.",
  deadline: "No identity service answered in time. Please try again.",
  unknown_write:
    "The connection to the identity service ended before it answered. Please look whether the change was made before you make it again.",
  login_dropped: "No identity service could decide this login. Please try again.",
  body_too_large: "Request is too large.",
};

const TITLES: Readonly<Record<number, string>> = {
  413: "Request Entity Too Large",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** What a client is told when there is no answer to pass on. */
export function ownAnswer(why: keyof typeof MESSAGES): OwnAnswer {
  const code = `middleware.gateway.${why}`;
  const status = gatewayErrorCatalogue.find((entry) => entry.code === code)?.status ?? 503;
  return { code, status, title: TITLES[status] ?? "Service Unavailable", message: MESSAGES[why] };
}

export function configError(problems: readonly string[]): MultisiteError {
  return new MultisiteError("middleware.gateway.config", `The gateway cannot work so:\n  ${problems.join("\n  ")}`);
}

export function authoritiesUnreadable(path: string, cause: unknown): MultisiteError {
  return new MultisiteError("middleware.gateway.authorities", `The authorities in ${path} cannot be used.`, { cause });
}

export function socketFailed(path: string, why: string): MultisiteError {
  return new MultisiteError("middleware.gateway.socket", `The gateway cannot listen on ${path}: ${why}.`);
}
