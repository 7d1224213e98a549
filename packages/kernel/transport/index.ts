export { isTransportFailure } from "./failures.ts";
export { createInProcessNetwork, type InProcessNetwork, type InProcessServer, serveFastify } from "./in-process.ts";
export { createSystemTransport, type SystemTransportOptions } from "./system.ts";
export type { Transport, TransportRequest, TransportResponse } from "./types.ts";
