export { type ConfiguredEndpoint, type GatewayConfig, gatewayOptionGroups } from "./options.ts";
export { type GatewayWorld, type RunningGateway, startGateway } from "./service.ts";
