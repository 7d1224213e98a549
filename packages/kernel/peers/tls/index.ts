export { openTlsPeers } from "./open.ts";
export type {
  PeerAddress,
  RefusedPeer,
  StrangerConnection,
  StrangerHandler,
  TlsPeers,
  TlsPeersOptions,
} from "./types.ts";
export { PROTOCOL_VERSION } from "./wire.ts";
