export { type Beats, type Heartbeats, startHeartbeats } from "./heartbeats.ts";
export { createMachines, type Machine, type MachinePort, type Machines } from "./machine.ts";
export { runVrrp, type VrrpOptions } from "./vrrp.ts";
