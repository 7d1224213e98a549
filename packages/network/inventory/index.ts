export { interrupted, listed } from "./fold.ts";
export { expected, remembered, suspected, type Tables, told, unsure } from "./tables.ts";
export { EMPTY_INVENTORY, type Inventory, type LocalNetwork, type OwnPort } from "./types.ts";
