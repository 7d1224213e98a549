export { createHeldLogin, type HeldLogin } from "./held-login.ts";
export { type Credentials, type Login, login, type UserReference } from "./login.ts";
export { create, grantProjectRole, type IdentityCollection, type IdentityResource, list, update } from "./resources.ts";
export type { AccessRule, CatalogEndpoint, CatalogService, InDomain, Named, TokenBody } from "./token-body.ts";
