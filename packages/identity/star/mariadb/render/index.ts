export { ACCOUNTS, accountStatements, DATABASE } from "./accounts.ts";
export { hostLayout, hostMemory, pathsOf, smallMemory } from "./layout.ts";
export type { AccountPasswords, HostLayout, MemoryBudget, RenderedFile, RenderOptions } from "./types.ts";
