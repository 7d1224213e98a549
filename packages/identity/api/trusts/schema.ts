import { type JsonSchema, nullable, types } from "../schema/index.ts";

/** Roles by ID or by name (keystone/trust/schema.py, _role_properties; the same in application credentials and OAuth 1). */
export const roleReferences: JsonSchema = {
  type: "array",
  items: {
    type: "object",
    properties: { id: types.idString, name: types.name },
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
  },
};

/** keystone/trust/schema.py, trust_create. */
export const trustCreate: JsonSchema = {
  type: "object",
  properties: {
    trustor_user_id: types.externalIdString,
    trustee_user_id: types.externalIdString,
    impersonation: types.boolean,
    project_id: nullable(types.idString),
    remaining_uses: { type: ["integer", "null"], minimum: 1 },
    expires_at: { type: ["null", "string"] },
    allow_redelegation: { type: ["boolean", "null"] },
    redelegation_count: { type: ["integer", "null"], minimum: 0 },
    roles: roleReferences,
  },
  required: ["trustor_user_id", "trustee_user_id", "impersonation"],
  additionalProperties: true,
};
