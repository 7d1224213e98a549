export { type Host, openHost } from "./open.ts";
export type { HostState } from "./state.ts";
export type { ForwardedAnswer, ForwardedRequest, HostAgent } from "./types.ts";
