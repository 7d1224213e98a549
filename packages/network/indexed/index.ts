export { createIndexed, type Indexed } from "./indexed.ts";
