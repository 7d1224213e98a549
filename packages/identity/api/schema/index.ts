export * as types from "./types.ts";
export { type JsonSchema, nullable, validateSchema } from "./validate.ts";
