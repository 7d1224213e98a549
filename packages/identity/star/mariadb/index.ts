export * from "./sql/index.ts";
