import type { ErrorEntry } from "@multisite/kernel/errors";

/** What can go wrong when a token is made; a token that cannot be read is an answer, not an error. */
export const tokenErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "identity.token.incomplete",
    remedy: "A token was to be made without a field that its kind needs. This is a fault of the service: report it.",
    status: 500,
  },
  {
    code: "identity.token.id_not_uuid",
    remedy:
      "A token for a trust, or for a domain that is not the default domain, needs an ID of 32 lower-case hexadecimal digits. Check `[identity] default_domain_id`: every site must have the same.",
    status: 500,
  },
  {
    code: "identity.token.unsupported_scope",
    remedy: "A federated user cannot have a token for the system. Ask for a project or a domain.",
    status: 500,
  },
];
