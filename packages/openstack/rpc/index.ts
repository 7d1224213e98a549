export { openRpcBus, type RpcBusOptions } from "./bus.ts";
export type { RpcTls } from "./connection.ts";
export { rpcErrorCatalogue } from "./errors.ts";
export type { RpcArguments, RpcBus, RpcMessage, RpcTarget } from "./types.ts";
