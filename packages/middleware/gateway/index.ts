export { askGatewayStatus } from "./ask-admin.ts";
export { type Inspection, inspectGateway } from "./inspect.ts";
export { type ConfiguredEndpoint, type GatewayConfig, gatewayOptionGroups } from "./options.ts";
export type { ConfigSource } from "./reload.ts";
export { type GatewayWorld, type RunningGateway, startGateway } from "./service.ts";
export type { EndpointStatus, GatewayStatus } from "./status.ts";
export { statusTable } from "./status-table.ts";
