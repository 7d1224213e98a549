import { isDuplicateKey } from "@multisite/kernel/sql";
import { badRequest, immutableResource } from "../../errors/index.ts";
import type { Options } from "../../options/index.ts";
import { type RoleRecord, updateRole } from "../../store/roles.ts";
import { withSelfLink } from "../http/listing.ts";
import { bodyObject } from "../http/request.ts";
import { ok, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { duplicateRole } from "./duplicate.ts";
import { renderRole } from "./render.ts";
import { enforceOnRole, requireRole } from "./require.ts";
import { roleUpdate } from "./schema.ts";

type Body = Readonly<Record<string, unknown>>;

/** `PATCH /v3/roles/{role_id}`: given attributes are changed, options are merged. */
export const updateRoleRoute: Route = {
  method: "PATCH",
  path: "/v3/roles/{role_id}",
  async handle(exchange) {
    const { identity, request } = exchange;
    const { id } = await enforceOnRole(exchange, "update");
    const body = bodyObject(request, "role");
    validateSchema(roleUpdate, body);
    if (body.id !== undefined && body.id !== null && body.id !== id) throw badRequest("Cannot change ID");
    const role = await identity.database
      .transaction(async (queries) => {
        const current = await requireRole(queries, id);
        if (current.options.immutable === true) requireUnlocking(body, id);
        if (Object.hasOwn(body, "domain_id") && body.domain_id !== current.domainId) {
          throw badRequest("Update of `domain_id` is not allowed.");
        }
        await updateRole(queries, applyChanges(current, body), (body.options ?? {}) as Options);
        return requireRole(queries, id);
      })
      .catch((thrown) => {
        throw isDuplicateKey(thrown) ? duplicateRole(body) : thrown;
      });
    await exchange.notify("role", "updated", id);
    return ok({ role: withSelfLink(exchange, renderRole(role), ["roles"]) });
  },
};

/** An immutable role takes no change but that of becoming mutable (keystone/common/resource_options/options/immutable.py). */
function requireUnlocking(body: Body, id: string): void {
  const options = (body.options ?? {}) as Record<string, unknown>;
  const unlocks = options.immutable === false || options.immutable === null;
  if (Object.keys(body).length > 1 || !unlocks) throw immutableResource("update", "role", id);
}

function applyChanges(current: RoleRecord, body: Body): RoleRecord {
  const { id: _id, domain_id: _domainId, options: _options, name, description, ...extra } = body;
  return {
    ...current,
    ...(name === undefined ? {} : { name: name as string }),
    ...(description === undefined ? {} : { description: description as string }),
    extra: { ...current.extra, ...extra },
  };
}
