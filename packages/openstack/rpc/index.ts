export { openRpcBus, type RpcBusOptions } from "./bus.ts";
export type { RpcTls } from "./connection.ts";
export type { RpcArguments, RpcBus, RpcMessage, RpcTarget } from "./types.ts";
