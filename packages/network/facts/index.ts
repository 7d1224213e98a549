export { gatherFacts, type SiteQuestion } from "./gather.ts";
