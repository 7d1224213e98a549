export { type CheckedNetwork, checkNetwork, checkNetworkText, parseNetwork } from "./check-network.ts";
export { networkExamples } from "./examples/index.ts";
export { networkFields } from "./fields.ts";
export { type ReadNetwork, readNetwork } from "./read.ts";
export { networkSchema } from "./schema.ts";
export type {
  Gateway,
  NetworkSite,
  Security,
  SecurityRule,
  StretchedNetwork,
  StretchedNetworkType,
  VirtualAddress,
} from "./types.ts";
