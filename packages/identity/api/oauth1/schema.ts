import { type JsonSchema, nullable, types } from "../schema/index.ts";

const properties = { description: nullable(types.description) };

/** keystone/oauth1/schema.py, consumer_create. */
export const consumerCreate: JsonSchema = { type: "object", properties, additionalProperties: true };

/** keystone/oauth1/schema.py, consumer_update: the secret never changes. */
export const consumerUpdate: JsonSchema = {
  type: "object",
  properties,
  not: { required: ["secret"] },
  minProperties: 1,
  additionalProperties: true,
};
