import { forbidden, forbiddenAction, unexpected } from "../../errors/index.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Route } from "../http/route.ts";
import { type JsonSchema, validateSchema } from "../schema/index.ts";
import { requireServiceProvider } from "./service-providers.ts";

const withId: JsonSchema = {
  type: "object",
  properties: { id: { type: "string" } },
  required: ["id"],
  additionalProperties: false,
};

/** keystone/federation/schema.py, saml_create. */
const samlCreate: JsonSchema = {
  type: "object",
  properties: {
    identity: {
      type: "object",
      properties: { token: withId, methods: { type: "array" } },
      required: ["token"],
      additionalProperties: false,
    },
    scope: {
      type: "object",
      properties: { service_provider: withId },
      required: ["service_provider"],
      additionalProperties: false,
    },
  },
  required: ["identity", "scope"],
  additionalProperties: false,
};

/** SAML without its configuration: everything is checked, and then there is nothing to sign with. */
export const samlRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v3/OS-FEDERATION/saml2/metadata",
    async handle() {
      throw unexpected("this service has no SAML metadata");
    },
  },
  { method: "POST", path: "/v3/auth/OS-FEDERATION/saml2", handle: refuseAssertion },
  { method: "POST", path: "/v3/auth/OS-FEDERATION/saml2/ecp", handle: refuseAssertion },
];

/** keystone/api/_shared/saml.py, create_base_saml_assertion. */
async function refuseAssertion({ identity, request }: Exchange): Promise<never> {
  validateSchema(samlCreate, request.body.auth);
  const auth = request.body.auth as { identity: { token: WithId }; scope: { service_provider: WithId } };
  const provider = await requireServiceProvider(identity.database.query, auth.scope.service_provider.id);
  if (!provider.enabled) throw forbidden(`Service Provider ${provider.id} is disabled`);
  const { model } = await identity.tokens.validate(auth.identity.token.id, { windowSeconds: 0, accessRulesVersion: undefined });
  if (!model.project) throw forbiddenAction("Use a project scoped token when attempting to create a SAML assertion");
  throw unexpected("this service signs no SAML assertions");
}

interface WithId {
  readonly id: string;
}
