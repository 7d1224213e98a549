export { type Endpoints, interrupted, listed, ownPort } from "./fold.ts";
export { createTables, doubted, expected, remembered, suspected, type Tables, type Told, told, unsure } from "./tables.ts";
export { EMPTY_INVENTORY, type Inventory, type LocalNetwork, type OwnPort } from "./types.ts";
