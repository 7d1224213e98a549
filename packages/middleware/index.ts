export type { EndpointAddress } from "./endpoints/index.ts";
export { middlewareErrorCatalogue } from "./errors.ts";
export { protectWithTokens, type TokenAuthOptions } from "./fastify/index.ts";
export { createTokenValidator } from "./validator/index.ts";
export type { RequestFacts, TokenValidator, TokenValidatorOptions, ValidateOptions, Validation } from "./validator/types.ts";
