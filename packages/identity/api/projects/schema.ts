import { optionsSchema, projectOptions } from "../../options/index.ts";
import { type JsonSchema, nullable, types } from "../schema/index.ts";

// keystone/resource/schema.py, in its order of keys.

export const projectName: JsonSchema = { type: "string", minLength: 1, maxLength: 64, pattern: "[\\S]+" };
export const projectTag: JsonSchema = { type: "string", minLength: 1, maxLength: 255, pattern: "^[^,/]*$" };
export const projectTags: JsonSchema = { type: "array", items: projectTag, required: [], maxItems: 80, uniqueItems: true };

const properties: Readonly<Record<string, JsonSchema>> = {
  description: nullable(types.description),
  domain_id: nullable(types.idString),
  enabled: types.boolean,
  is_domain: types.boolean,
  parent_id: nullable(types.idString),
  name: projectName,
  tags: projectTags,
  options: optionsSchema(projectOptions),
};

export const projectCreate: JsonSchema = { type: "object", properties, required: ["name"], additionalProperties: true };
export const projectUpdate: JsonSchema = { type: "object", properties, minProperties: 1, additionalProperties: true };
