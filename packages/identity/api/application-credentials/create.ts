import { urlSafeText, uuidHex } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { isDuplicateKey } from "@multisite/kernel/sql";
import { listProjectRoles, type RoleReference, resolveRoleIds } from "../../delegated-roles/index.ts";
import { conflict, forbiddenAction, forbiddenText } from "../../errors/index.ts";
import type { Identity } from "../../identity.ts";
import {
  type ApplicationCredentialRecord,
  countApplicationCredentials,
  createApplicationCredential,
  getApplicationCredential,
} from "../../store/application-credentials.ts";
import type { Queries } from "../../store/database.ts";
import type { TokenModel } from "../../validation/index.ts";
import { parseExpiration } from "../http/expiration.ts";
import { withSelfLink } from "../http/listing.ts";
import { bodyObject } from "../http/request.ts";
import { created, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { invalidApplicationCredential, refuseDelegatedForApplicationCredentials, refuseRestricted } from "./access.ts";
import { type AccessRuleReference, resolveAccessRules } from "./access-rules.ts";
import { renderApplicationCredential } from "./render.ts";
import { applicationCredentialCreate } from "./schema.ts";

/** The body after {@link applicationCredentialCreate} has passed it. */
interface RequestedCredential {
  readonly name: string;
  readonly description?: string | null;
  readonly secret?: string | null;
  readonly expires_at?: string | null;
  readonly roles?: readonly RoleReference[];
  readonly unrestricted?: boolean;
  readonly access_rules?: readonly AccessRuleReference[];
}

const GENERATED_SECRET_BYTES = 64;

/**
 * `POST /v3/users/{user_id}/application_credentials`; the only answer that shows the secret (keystone/api/users.py,
 * UserAppCredListCreateResource.post).
 */
export const createApplicationCredentialRoute: Route = {
  method: "POST",
  path: "/v3/users/{user_id}/application_credentials",
  async handle(exchange) {
    const { identity, request } = exchange;
    const caller = await exchange.enforce("identity:create_application_credential");
    const body = bodyObject(request, "application_credential");
    validateSchema(applicationCredentialCreate, body);
    const given = body as unknown as RequestedCredential;
    refuseDelegatedForApplicationCredentials(caller);
    refuseRestricted(caller);
    const userId = request.pathParameters.user_id ?? "";
    if (caller.credentials.user_id !== userId) {
      throw forbiddenAction("Cannot create an application credential for another user.");
    }
    const projectId = caller.credentials.project_id;
    if (projectId === null) throw invalidApplicationCredential("the token must be scoped to a project.");
    const secret = new Secret(given.secret || urlSafeText(identity.random, GENERATED_SECRET_BYTES));
    const roleIds = await chooseRoles(identity.database.query, given.roles, caller.model);
    const credential = {
      id: uuidHex(identity.random),
      name: given.name,
      secretHash: await identity.passwords.hash(secret),
      description: given.description ?? null,
      userId,
      projectId,
      expiresAtMs: parseExpiration(given.expires_at, identity.clock),
      unrestricted: given.unrestricted ?? null,
      roleIds,
    };
    const record = await store(identity, credential, given.access_rules ?? []);
    await exchange.notify("application_credential", "created", record.id);
    const rendered = { ...(await renderApplicationCredential(exchange, record)), secret: secret.reveal() };
    return created({ application_credential: withSelfLink(exchange, rendered, ["application_credentials"]) });
  },
};

/** The roles asked for, all of which the token must have, or all that it has (keystone/api/users.py, _get_roles). */
async function chooseRoles(
  queries: Queries,
  references: readonly RoleReference[] | undefined,
  model: TokenModel,
): Promise<string[]> {
  const held = model.roles.map((role) => role.id);
  if (!references || references.length === 0) return held;
  const roleIds = await resolveRoleIds(queries, references);
  if (roleIds.every((roleId) => held.includes(roleId))) return roleIds;
  throw invalidApplicationCredential("Cannot create an application credential with unassigned role");
}

/** keystone/application_credential/core.py, create_application_credential. */
async function store(
  identity: Identity,
  credential: Omit<ApplicationCredentialRecord, "accessRules"> & { readonly projectId: string },
  accessRules: readonly AccessRuleReference[],
): Promise<ApplicationCredentialRecord> {
  const { userId, projectId, roleIds } = credential;
  const limit = identity.config.application_credential.user_limit;
  await requireRoles(identity, userId, projectId, roleIds);
  return identity.database
    .transaction(async (queries) => {
      if (limit >= 0 && (await countApplicationCredentials(queries, userId)) >= limit) {
        throw forbiddenText(
          `Unable to create additional application credentials, maximum of ${limit} already exceeded for user.`,
        );
      }
      const rowIds = await resolveAccessRules(identity, queries, userId, accessRules);
      await createApplicationCredential(queries, credential, rowIds);
      return (await getApplicationCredential(queries, credential.id)) as ApplicationCredentialRecord;
    })
    .catch((thrown) => {
      if (!isDuplicateKey(thrown)) throw thrown;
      throw conflict("application_credential", `Duplicate entry found with name ${credential.name}`);
    });
}

async function requireRoles(identity: Identity, userId: string, projectId: string, roleIds: readonly string[]): Promise<void> {
  const { effective } = await listProjectRoles(identity, userId, projectId);
  const missing = roleIds.find((roleId) => !effective.has(roleId));
  if (missing === undefined) return;
  throw invalidApplicationCredential(
    `Could not find role assignment with role: ${missing}, user or group: ${userId}, project, domain, or system: ${projectId}.`,
  );
}
