export { applyNetworkRun, prepareApply } from "./apply.ts";
export { deleteNetworkRun, prepareDelete } from "./delete.ts";
export type { Asked, NetworkHands } from "./hands.ts";
export { networkStatus } from "./status.ts";
export { type TraceRequest, traceFrame } from "./trace.ts";
export { prepareUndo, undoNetworkRun } from "./undo.ts";
