import type { JsonSchema } from "../schema/index.ts";

const text: JsonSchema = { type: "string" };

/** keystone/credential/schema.py, credential_create. */
export const credentialCreate: JsonSchema = {
  type: "object",
  properties: { blob: text, project_id: text, type: text, user_id: text },
  additionalProperties: true,
  oneOf: [
    { required: ["blob", "type", "user_id", "project_id"], properties: { type: { enum: ["ec2"] } } },
    { required: ["blob", "type", "user_id"], properties: { type: { not: { enum: ["ec2"] } } } },
  ],
};

/** keystone/credential/schema.py, credential_update: nothing but the blob (CVE-2026-90460). */
export const credentialUpdate: JsonSchema = {
  type: "object",
  properties: { blob: text },
  additionalProperties: false,
  required: ["blob"],
};
