import type { JsonSchema } from "../api/schema/index.ts";
import type { OptionDefinition } from "./definitions.ts";

export { type OptionDefinition, projectOptions, roleOptions, userOptions } from "./definitions.ts";
export { changeOptions, listOptions, type Options, type OptionTable } from "./store.ts";

/** The schema of an `options` attribute: known names only (keystone/common/resource_options/core.py, json_schema). */
export function optionsSchema(definitions: readonly OptionDefinition[]): JsonSchema {
  return {
    type: "object",
    properties: Object.fromEntries(definitions.map(({ name, schema }) => [name, schema])),
    additionalProperties: false,
  };
}
