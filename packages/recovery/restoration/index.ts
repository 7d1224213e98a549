export { decideRestoration } from "./decide.ts";
export type { Restoration, RestorationObstacle, RestorationStep, SiteStock } from "./types.ts";
