export { type DecidedMove, decideMove, type Looked } from "./decide.ts";
export { networksWith } from "./networks-with.ts";
export { isLater, isSameMove, moveText } from "./order.ts";
export type {
  AddressMove,
  FenceRequest,
  FloatingIpLook,
  Holder,
  MovePlan,
  MoveRequest,
  StaleHolder,
  TargetLook,
  TargetPort,
  TargetRouter,
} from "./types.ts";
