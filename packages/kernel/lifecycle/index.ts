export { type BackOff, createBackOff } from "./back-off.ts";
export { guardProcess } from "./guard-process.ts";
export { runUntilSignal, type Signalled } from "./signals.ts";
export { startWorkerGroup, type WorkerGroup, type WorkerGroupOptions } from "./worker-group.ts";
export { type PreparedWorker, runWorker, type WorkerDuties, type WorkerSeat } from "./worker-seat.ts";
