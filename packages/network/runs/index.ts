export { allowRemovals, type HeldRemovals } from "./allow-removals.ts";
export { applyNetworkRun, prepareApply } from "./apply.ts";
export { deleteNetworkRun, prepareDelete } from "./delete.ts";
export type { Asked, NetworkHands } from "./hands.ts";
export { createManualPort, deleteManualPort, type ManualPortHere, updateManualPort } from "./manual-ports.ts";
export { type MoveHands, moveFloatingIpRun, prepareMove, type StaleHolders } from "./move-floating-ip.ts";
export { preflightSites } from "./preflight.ts";
export {
  listRemotePorts,
  type PortEndpoint,
  portEndpoint,
  type RemotePortHere,
  type RemotePortList,
  showRemotePort,
} from "./remote-ports.ts";
export { networkStatus } from "./status.ts";
export { type TraceRequest, traceFrame } from "./trace.ts";
export { prepareUndo, undoNetworkRun } from "./undo.ts";
