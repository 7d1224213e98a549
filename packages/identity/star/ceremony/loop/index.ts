export { type Ceremony, type CeremonyPorts, createCeremony, type KeyDisk, type KeySealer } from "./loop.ts";
