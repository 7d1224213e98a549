export { nearest } from "./nearest.ts";
export * from "./option.ts";
