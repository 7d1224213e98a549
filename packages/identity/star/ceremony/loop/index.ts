export { type Ceremony, type CeremonyPorts, createCeremony, type KeyDisk, type KeySealer, type RenderContext } from "./loop.ts";
