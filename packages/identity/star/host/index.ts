export { askDirectly } from "./direct.ts";
export { hostErrorCatalogue } from "./errors.ts";
export { askOverHttp, type IdentityAddress } from "./over-http.ts";
export { type HostServerOptions, serveHostAgent } from "./server.ts";
export type { HostState } from "./state.ts";
export type { AskIdentity, ForwardedAnswer, ForwardedRequest, HostAgent } from "./types.ts";
