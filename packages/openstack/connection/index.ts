export { type Connection, type ConnectionOptions, createConnection } from "./connection.ts";
export { createCloudTransport } from "./transport.ts";
