import { projectName, projectTags } from "../projects/schema.ts";
import { type JsonSchema, nullable, types } from "../schema/index.ts";

// keystone/resource/schema.py, in its order of keys.

const properties: Readonly<Record<string, JsonSchema>> = {
  description: nullable(types.description),
  enabled: types.boolean,
  name: projectName,
  tags: projectTags,
};

export const domainCreate: JsonSchema = { type: "object", properties, required: ["name"], additionalProperties: true };
export const domainUpdate: JsonSchema = { type: "object", properties, minProperties: 1, additionalProperties: true };
