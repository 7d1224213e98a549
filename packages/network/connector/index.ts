export { createConnector } from "./connector.ts";
export type { LookedAtPort } from "./look.ts";
export { defaultSettings } from "./settings.ts";
export type { Connector, ConnectorPorts, ConnectorSettings, KeptState } from "./types.ts";
export { createWaker, type Waker } from "./waker.ts";
