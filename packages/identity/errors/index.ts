export * from "./access.ts";
export * from "./bad-request.ts";
export { KeystoneError } from "./keystone-error.ts";
export * from "./not-found.ts";
