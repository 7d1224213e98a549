export { createDelayRelay, type DelayRelay } from "./delay-relay.ts";
export { createNetwork, type Network } from "./network.ts";
