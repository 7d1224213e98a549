import type { Options } from "../options/index.ts";
import type { FederatedObject } from "../store/user-details.ts";

/** A user's attributes as a body names them; absent ones are undefined. */
export interface UserFields {
  readonly name: string | undefined;
  readonly domainId: string | undefined;
  /** Null makes a password that no login matches. */
  readonly password: string | null | undefined;
  readonly enabled: boolean | undefined;
  readonly defaultProjectId: string | null | undefined;
  readonly options: Options;
  /** An empty list is as good as none. */
  readonly federated: readonly FederatedObject[] | undefined;
  /** Attributes that Keystone stores without knowing them. */
  readonly extra: Readonly<Record<string, unknown>>;
}

const KNOWN = [
  "id",
  "name",
  "domain_id",
  "password",
  "enabled",
  "default_project_id",
  "password_expires_at",
  "options",
  "federated",
  "extra",
];

/** Takes apart a body that fits its schema (keystone/identity/backends/sql_model.py, User.from_dict). */
export function readUserFields(body: Readonly<Record<string, unknown>>): UserFields {
  const federated = body.federated as readonly FederatedObject[] | undefined;
  return {
    name: (body.name as string | undefined)?.trim(),
    domainId: body.domain_id as string | undefined,
    password: body.password as string | null | undefined,
    enabled: body.enabled as boolean | undefined,
    defaultProjectId: body.default_project_id as string | null | undefined,
    options: (body.options as Options | undefined) ?? {},
    federated: federated && federated.length > 0 ? federated : undefined,
    extra: Object.fromEntries(Object.entries(body).filter(([key]) => !KNOWN.includes(key))),
  };
}
