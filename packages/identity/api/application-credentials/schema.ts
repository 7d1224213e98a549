import { type JsonSchema, nullable, types } from "../schema/index.ts";
import { roleReferences } from "../trusts/schema.ts";

const accessRules: JsonSchema = {
  type: "array",
  items: {
    type: "object",
    properties: {
      path: { type: "string", minLength: 0, maxLength: 225, pattern: "^\\/.*" },
      method: { type: "string", pattern: "^(POST|GET|HEAD|PATCH|PUT|DELETE)$" },
      service: types.idString,
      id: types.idString,
    },
    additionalProperties: false,
  },
};

/** keystone/application_credential/schema.py, application_credential_create. */
export const applicationCredentialCreate: JsonSchema = {
  type: "object",
  properties: {
    name: types.name,
    description: nullable(types.description),
    secret: { type: ["null", "string"] },
    expires_at: { type: ["null", "string"] },
    roles: roleReferences,
    unrestricted: types.boolean,
    access_rules: accessRules,
  },
  required: ["name"],
  additionalProperties: true,
};
