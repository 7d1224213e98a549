export { isPeerFailure, peerRefused, peerTimeout, peerUnreachable } from "./errors.ts";
export { createSimulatedPeers, type LinkConditions, type SimulatedPeers } from "./simulated.ts";
export type { AskOptions, PeerHandler, PeerIdentity, PeerLinks, PeerTraffic } from "./types.ts";
