export { findPort, isNamedBy, splitRef } from "./find.ts";
export { trace } from "./trace.ts";
export type {
  AgentFacts,
  GroupFacts,
  Hop,
  HopState,
  NetworkFacts,
  OwnPortFacts,
  PortFacts,
  PortPlace,
  RemotePortFacts,
  SiteAnswer,
  Trace,
  TraceProtocol,
  Traffic,
} from "./types.ts";
