export * from "./ceremony/index.ts";
export * from "./home/index.ts";
export * from "./host/index.ts";
export * from "./keys-plan/index.ts";
export * from "./mariadb/index.ts";
export * from "./replication/index.ts";
export * from "./status/index.ts";
export * from "./topology/index.ts";
