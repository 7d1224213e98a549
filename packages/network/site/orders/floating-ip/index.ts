export { fenceFloatingIp } from "./fence.ts";
export { lookAtFloatingIp } from "./look.ts";
export { releaseFloatingIp } from "./release.ts";
export { type Taking, takeFloatingIp } from "./take.ts";
