import { uuidHex } from "@multisite/kernel/random";
import { isDuplicateKey } from "@multisite/kernel/sql";
import type { Options } from "../../options/index.ts";
import { createRole } from "../../store/roles.ts";
import { withSelfLink } from "../http/listing.ts";
import { bodyObject } from "../http/request.ts";
import { created, type Route } from "../http/route.ts";
import { types, validateSchema } from "../schema/index.ts";
import { duplicateRole } from "./duplicate.ts";
import { renderRole } from "./render.ts";
import { requireRole } from "./require.ts";
import { roleCreate } from "./schema.ts";

/** What a role keeps in columns; everything else in the body is kept as it is. */
const COLUMNS = ["id", "name", "domain_id", "description", "options"];

/** `POST /v3/roles`: like Keystone, does not look whether the domain exists. */
export const createRoleRoute: Route = {
  method: "POST",
  path: "/v3/roles",
  async handle(exchange) {
    const { identity, request } = exchange;
    const body = bodyObject(request, "role");
    await exchange.enforce(body.domain_id ? "identity:create_domain_role" : "identity:create_role");
    validateSchema(roleCreate, body);
    // Keystone leaves the domain to the database, which fails on anything that is not text.
    validateSchema({ properties: { domain_id: { ...types.description, type: ["string", "null"], maxLength: 64 } } }, body);
    const role = {
      id: uuidHex(identity.random),
      name: body.name as string,
      domainId: (body.domain_id ?? null) as string | null,
      description: (body.description ?? null) as string | null,
      options: (body.options ?? {}) as Options,
      extra: extraOf(body),
    };
    const stored = await identity.database
      .transaction(async (queries) => {
        await createRole(queries, role);
        return requireRole(queries, role.id);
      })
      .catch((thrown) => {
        throw isDuplicateKey(thrown) ? duplicateRole(body) : thrown;
      });
    await exchange.notify("role", "created", role.id);
    return created({ role: withSelfLink(exchange, renderRole(stored), ["roles"]) });
  },
};

/** Attributes that Keystone stores without knowing them; it rewrites their names (keystone/server/flask/common.py, _normalize_dict). */
function extraOf(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const attributes = Object.entries(body).map(([name, value]) => [name.replaceAll(/[:-]/g, "_"), value] as const);
  return Object.fromEntries(attributes.filter(([name]) => !COLUMNS.includes(name)));
}
