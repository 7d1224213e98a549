import { uuidHex } from "@multisite/kernel/random";
import { isDuplicateKey } from "@multisite/kernel/sql";
import { listProjectRoles, type RoleReference, resolveRoleIds } from "../../delegated-roles/index.ts";
import { conflict, forbiddenAction, notFound } from "../../errors/index.ts";
import type { Identity } from "../../identity.ts";
import { createTrust, type TrustRecord } from "../../store/trusts.ts";
import { getUser } from "../../store/users.ts";
import { decideTerms, getTrustPedigree, getUsableTrust } from "../../trusts/index.ts";
import { parseExpiration } from "../http/expiration.ts";
import { bodyObject } from "../http/request.ts";
import { created, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { refuseDelegatedForTrusts } from "./access.ts";
import { renderTrust } from "./render.ts";
import { trustCreate } from "./schema.ts";

/** The body after {@link trustCreate} has passed it. */
interface RequestedTrust {
  readonly trustor_user_id: string;
  readonly trustee_user_id: string;
  readonly impersonation: boolean;
  readonly project_id?: string | null;
  readonly remaining_uses?: number | null;
  readonly expires_at?: string | null;
  readonly allow_redelegation?: boolean | null;
  readonly redelegation_count?: number | null;
  readonly roles?: readonly RoleReference[];
}

/** What a trust's `extra` must not hold, since it has columns for it or it is about the making only. */
const OWN_FIELDS = new Set(["id", "deleted_at", "redelegated_trust_id", ...Object.keys(trustCreate.properties ?? {})]);

/** `POST /v3/OS-TRUST/trusts` (keystone/api/trusts.py, TrustResource.post). */
export const createTrustRoute: Route = {
  method: "POST",
  path: "/v3/OS-TRUST/trusts",
  async handle(exchange) {
    const { identity } = exchange;
    const queries = identity.database.query;
    const body = bodyObject(exchange.request, "trust");
    const caller = await exchange.enforce("identity:create_trust", { target: { trust: body } });
    validateSchema(trustCreate, body);
    const given = body as unknown as RequestedTrust;
    refuseDelegatedForTrusts(exchange, caller);
    if (given.project_id && !given.roles?.length) throw forbiddenAction("At least one role should be specified");
    if (caller.credentials.user_id !== given.trustor_user_id) {
      throw forbiddenAction("The authenticated user should match the trustor");
    }
    if (!(await getUser(queries, given.trustee_user_id))) throw notFound("user", given.trustee_user_id);
    const roleIds = await resolveRoleIds(queries, given.roles ?? []);
    await requireTrustorRoles(identity, given, roleIds);
    const expiresAtMs = parseExpiration(given.expires_at, identity.clock);
    const pedigree = caller.model.trust ? await readPedigree(identity, caller.model.trust.id) : [];
    const terms = decideTerms(
      {
        allowRedelegation: given.allow_redelegation === true,
        redelegationCount: given.redelegation_count ?? undefined,
        remainingUses: given.remaining_uses ?? null,
        expiresAtMs,
        roleIds,
        projectId: given.project_id ?? null,
        impersonation: given.impersonation,
      },
      pedigree,
      identity.config.trust.max_redelegation_count,
    );
    const trust: TrustRecord = {
      ...terms,
      id: uuidHex(identity.random),
      trustorUserId: given.trustor_user_id,
      trusteeUserId: given.trustee_user_id,
      extra: Object.fromEntries(Object.entries(body).filter(([name]) => !OWN_FIELDS.has(name))),
    };
    await identity.database
      .transaction((transaction) => createTrust(identity.database.engine, transaction, trust))
      .catch((thrown) => {
        if (isDuplicateKey(thrown)) throw conflict("trust", `Duplicate entry found with ID ${trust.id}`);
        throw thrown;
      });
    await exchange.notify("OS-TRUST:trust", "created", trust.id);
    return created({ trust: await renderTrust(exchange, trust) });
  },
};

/** Nobody can lend a role that they do not have (keystone/api/trusts.py, _require_trustor_has_role_in_project). */
async function requireTrustorRoles(identity: Identity, given: RequestedTrust, roleIds: readonly string[]): Promise<void> {
  const held = given.project_id ? (await listProjectRoles(identity, given.trustor_user_id, given.project_id)).all : new Set();
  const missing = roleIds.find((roleId) => !held.has(roleId));
  if (missing !== undefined) throw notFound("role", missing);
}

async function readPedigree(identity: Identity, trustId: string): Promise<TrustRecord[]> {
  const queries = identity.database.query;
  await getUsableTrust(identity, queries, trustId);
  return getTrustPedigree(identity, queries, trustId);
}
