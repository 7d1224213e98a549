export { createPlacementClient, type PlacementClient } from "./client.ts";
export type { Inventories, Inventory, ResourceProvider, Resources } from "./providers.ts";
