export * from "./access/index.ts";
export * from "./follow/index.ts";
export * from "./local/index.ts";
export * from "./render/index.ts";
export * from "./runs/index.ts";
export * from "./sql/index.ts";
