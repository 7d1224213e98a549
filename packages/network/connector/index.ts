export { createConnector } from "./connector.ts";
export { defaultSettings } from "./settings.ts";
export type { Connector, ConnectorPorts, ConnectorSettings, KeptState } from "./types.ts";
