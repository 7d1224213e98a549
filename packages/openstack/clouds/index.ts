export type { Cloud, EndpointInterface } from "./cloud.ts";
export { type CloudQuestion, loadCloud } from "./load.ts";
export { type CloudEntry, renderCloudsFile } from "./render.ts";
