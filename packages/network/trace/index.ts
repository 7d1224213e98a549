export { tunnelEnds } from "./ends.ts";
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
  TracedProbe,
  TraceProtocol,
  TraceQuestion,
  Traffic,
} from "./types.ts";
