import { KeystoneError } from "./keystone-error.ts";

/** How Keystone words "not found" for each kind of resource (keystone/exception.py). */
const WORDINGS = {
  "access rule": (id: string) => `Could not find Access Rule: ${id}.`,
  "application credential": (id: string) => `Could not find Application Credential: ${id}.`,
  credential: (id: string) => `Could not find credential: ${id}.`,
  domain: (id: string) => `Could not find domain: ${id}.`,
  endpoint: (id: string) => `Could not find endpoint: ${id}.`,
  "endpoint group": (id: string) => `Could not find Endpoint Group: ${id}.`,
  group: (id: string) => `Could not find group: ${id}.`,
  "identity provider": (id: string) => `Could not find Identity Provider: ${id}.`,
  limit: (id: string) => `Could not find limit for ${id}.`,
  mapping: (id: string) => `Could not find mapping: ${id}.`,
  policy: (id: string) => `Could not find policy: ${id}.`,
  project: (id: string) => `Could not find project: ${id}.`,
  "project tag": (id: string) => `Could not find project tag: ${id}.`,
  region: (id: string) => `Could not find region: ${id}.`,
  "registered limit": (id: string) => `Could not find registered limit for ${id}.`,
  role: (id: string) => `Could not find role: ${id}.`,
  service: (id: string) => `Could not find service: ${id}.`,
  "service provider": (id: string) => `Could not find Service Provider: ${id}.`,
  target: (id: string) => `Could not find: ${id}.`,
  token: (id: string) => `Could not find token: ${id}.`,
  trust: (id: string) => `Could not find trust: ${id}.`,
  user: (id: string) => `Could not find user: ${id}.`,
} as const;

export type ResourceKind = keyof typeof WORDINGS;

/** Every kind that can be not found. */
export const RESOURCE_KINDS = Object.keys(WORDINGS) as readonly ResourceKind[];

/** 404 for a resource that is not there; `kind` chooses Keystone's wording. */
export function notFound(kind: ResourceKind, id: string): KeystoneError {
  return new KeystoneError(`identity.${kind.replaceAll(" ", "_")}.not_found`, 404, WORDINGS[kind](id));
}

/** 404 with a text of its own. */
export function notFoundText(message: string): KeystoneError {
  return new KeystoneError("identity.not_found", 404, message);
}

/** 404 of a validation whose reason must stay private; the text is what Keystone answers for each failing step. */
export function tokenNotFound(message: string, detail?: string): KeystoneError {
  return new KeystoneError("identity.token.not_found", 404, message, detail === undefined ? {} : { detail });
}
