export { createDelayRelay, type DelayRelay } from "./delay-relay.ts";
export { ip } from "./ip.ts";
export { createNamespace, type Namespace } from "./namespace.ts";
export { createNetwork, type Network } from "./network.ts";
