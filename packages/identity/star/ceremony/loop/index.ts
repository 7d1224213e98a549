export { createCeremony } from "./loop.ts";
export type { Ceremony, CeremonyPorts, KeyDisk, KeySealer, RenderContext, Trouble } from "./types.ts";
