export { type NodeAccess, type NodeAccessOptions, nodeAccess } from "./node-access.ts";
export { mariadbOptions } from "./options.ts";
