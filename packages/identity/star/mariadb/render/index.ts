export { ACCOUNTS, DATABASE, dropAccountStatement } from "./accounts.ts";
export { hostLayout, hostMemory, pathsOf, smallMemory } from "./layout.ts";
export { nodePassword } from "./passwords.ts";
export { hostOptions, renderGateway, renderStar } from "./render-star.ts";
export type { HostLayout, MemoryBudget, RenderedFile, RenderOptions, StarPasswords } from "./types.ts";
