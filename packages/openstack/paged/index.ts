export { createCollection, type Listed, type ListOptions, type Made, type Removed } from "./collection.ts";
export { createSettling, type SettleOptions, type Settling } from "./settle.ts";
