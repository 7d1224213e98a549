export { type BusConditions, openBus } from "./bus/bus.ts";
export { type Arrival, BROADCAST, createFabric, type Fabric, type Frame } from "./data-plane/fabric.ts";
export type { Host } from "./hosts/host.ts";
export { createNeutronApplication, type NeutronApplicationOptions } from "./http/application.ts";
export type { L2popMessage } from "./l2pop/messages.ts";
export * from "./machines/index.ts";
export { createSandboxNeutron, type SandboxNeutron, type SandboxNeutronOptions } from "./neutron/neutron.ts";
export { openService, type ServiceConditions } from "./neutron/service.ts";
