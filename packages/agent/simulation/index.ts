export { simulatedStar } from "./document.ts";
export { fastDirectory } from "./fast-directory.ts";
export { simulate } from "./run.ts";
export { makeTemplate } from "./template.ts";
