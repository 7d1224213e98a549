import { type ErrorEntry, MultisiteError } from "@multisite/kernel/errors";
import { gatewayErrorCatalogue } from "./gateway/errors.ts";

/** Why a service cannot say whether a token is good. */
export const middlewareErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "middleware.identity_unavailable",
    remedy:
      "None of the identity endpoints answered. Look at the services behind them and at the network between; the message names what each of them said.",
    status: 503,
  },
  {
    code: "middleware.credentials_refused",
    remedy:
      "The identity service refused the service's own user. Correct the user's password (or application credential) in the service's settings, or enable the user.",
    status: 503,
  },
  {
    code: "middleware.validation_not_allowed",
    remedy: "The service's own user may not validate tokens. Give it the role `admin` or `service` on its project.",
    status: 503,
  },
  ...gatewayErrorCatalogue,
];

export function identityUnavailable(attempts: readonly string[]): MultisiteError {
  return new MultisiteError("middleware.identity_unavailable", "The identity service is temporarily unavailable.", {
    detail: attempts.join("; "),
  });
}

export function credentialsRefused(endpoint: string, detail: string): MultisiteError {
  return new MultisiteError("middleware.credentials_refused", `The service's own user cannot log in at ${endpoint}.`, { detail });
}

export function validationNotAllowed(endpoint: string, detail: string): MultisiteError {
  return new MultisiteError(
    "middleware.validation_not_allowed",
    `The service's own user may not validate tokens at ${endpoint}.`,
    {
      detail,
    },
  );
}
