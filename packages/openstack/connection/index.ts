export { type Connection, type ConnectionOptions, createConnection } from "./connection.ts";
export { findProject } from "./find-project.ts";
export { createCloudTransport } from "./transport.ts";
