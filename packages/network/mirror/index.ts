export { take } from "./copy.ts";
export { answer, beginLog, record, recordPort, type SiteLog } from "./log.ts";
export { readAnswer } from "./read.ts";
export type { MirrorAnswer, MirrorQuestion, SiteCopy } from "./types.ts";
