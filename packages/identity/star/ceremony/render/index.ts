export { readAsKeystone, type SeenKeyFile } from "./observe.ts";
export { closeDirectory, type RenderingPlace, readManifest, renderKeys } from "./render.ts";
export type { WantedKeys } from "./types.ts";
