export { createConnector } from "./connector.ts";
export { answerSites, createHolds, follow, type SiteFollower } from "./exchange.ts";
export { createKeeper, withChange } from "./keep.ts";
export type { LookedAtPort } from "./look.ts";
export { defaultSettings } from "./settings.ts";
export type { Connector, ConnectorPorts, ConnectorSettings, KeptChange, KeptState, RemoteEndpoint, Trouble } from "./types.ts";
export { createWaker, type Waker } from "./waker.ts";
export { macPlace } from "./world.ts";
