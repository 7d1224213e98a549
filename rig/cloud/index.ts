export type { Cloud } from "./site.ts";
export { type Clouds, startClouds } from "./sites.ts";
