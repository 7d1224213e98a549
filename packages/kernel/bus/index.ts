export { type BusBuffer, type BusBufferOptions, createBusBuffer } from "./buffer.ts";
export { createMemoryBus, type MemoryBus } from "./memory.ts";
export { connectRabbit, type RabbitOptions } from "./rabbit.ts";
export { type BusLocation, parseTransportUrl } from "./transport-url.ts";
export type { BusConnection, BusMessage, ConnectBus } from "./types.ts";
