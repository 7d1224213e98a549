export type { ForwardedAnswer, ForwardedRequest, HostAgent } from "./types.ts";
